package org.pumaguard.models.domain.bundle;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.Hint;
import org.pumaguard.models.domain.digest.Hashing;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.model.SourceRegistry;
import org.pumaguard.models.domain.port.Bundles;
import org.pumaguard.models.domain.port.Progress;
import org.pumaguard.models.domain.port.RegistryParser;

/**
 * A bundle as it is read: first its registry, then the contents that the registry names, each at
 * most once, in the registry's order and of the length that it says. Anything else is refused
 * before a byte of it is taken. Guarded by its owner.
 */
final class BundleReader implements Closeable {

  private final SourceRegistry registry;
  private final List<Model> contents;
  private final Map<Sha256, Integer> order = new HashMap<>();
  private final Map<String, Integer> places = new HashMap<>();
  private Bundles.Reading reading;
  private final Set<Integer> begun = new HashSet<>();
  private int current = -1;
  private long position;

  private BundleReader(SourceRegistry registry, Bundles.Reading reading) {
    this.registry = registry;
    this.reading = reading;
    this.contents = new ArrayList<>();
    for (Model model : registry.models()) {
      if (order.putIfAbsent(model.sha256(), contents.size()) == null) {
        places.put(Bundles.CONTENTS + model.sha256(), contents.size());
        contents.add(model);
      }
    }
  }

  /**
   * Opens a bundle, and reads its registry.
   *
   * @throws CacheException when the registry is refused
   * @throws Bundles.Malformed when there is none
   */
  static BundleReader open(Bundles bundles, RegistryParser parser, Path file, Progress progress)
      throws IOException {
    Bundles.Reading reading = bundles.open(file);
    try {
      String name = file + ":" + Bundles.REGISTRY;
      RegistryParser.Report report = parser.parse(text(reading), Optional.empty());
      report
          .findings(RegistryParser.Severity.WARNING)
          .forEach(finding -> progress.warn(name + ":" + finding));
      SourceRegistry registry =
          report
              .registry()
              .orElseThrow(
                  () ->
                      invalid(name + ":" + report.findings(RegistryParser.Severity.ERROR).get(0)));
      for (Model model : registry.models()) {
        if (model.size().isEmpty()) {
          throw invalid(name + ": the model '" + model.name() + "' has no size");
        }
      }
      return new BundleReader(registry, reading);
    } catch (IOException | RuntimeException e) {
      reading.close();
      throw e;
    }
  }

  private static CacheException invalid(String message) {
    return new CacheException(CacheException.Kind.REGISTRY, message, Hint.REPLACE_BUNDLE);
  }

  private static byte[] text(Bundles.Reading reading) throws IOException {
    Bundles.Entry first =
        reading.next().orElseThrow(() -> new Bundles.Malformed("there is nothing in it"));
    if (!first.name().equals(Bundles.REGISTRY)) {
      throw new Bundles.Malformed(
          "its first entry is '" + first.name() + "', not " + Bundles.REGISTRY);
    }
    if (first.size() > RegistryParser.MAX_BYTES) {
      throw invalid(Bundles.REGISTRY + " in the bundle is longer than 16 MiB");
    }
    ByteBuffer text = ByteBuffer.allocate((int) first.size());
    while (text.hasRemaining()) {
      if (reading.read(text) < 0) {
        throw new Bundles.Malformed("it ends in " + Bundles.REGISTRY);
      }
    }
    return text.array();
  }

  SourceRegistry registry() {
    return registry;
  }

  /**
   * Goes on to a byte of some content, or back where that can be.
   *
   * @return whether the next bytes are those; else the bundle does not have them, or can't be read
   *     again
   */
  boolean goTo(Sha256 content, long offset) throws IOException {
    int wanted = order.getOrDefault(content, -1);
    if (current > wanted || (current == wanted && position > offset)) {
      Optional<Bundles.Reading> again = reading.again();
      if (again.isEmpty()) {
        return false;
      }
      reading.close();
      reading = again.get();
      reading.next();
      current = -1;
    }
    while (current < wanted) {
      next();
    }
    return current == wanted && passed(offset);
  }

  private boolean passed(long offset) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(Hashing.BUFFER_BYTES);
    while (position < offset) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), offset - position));
      if (read(buffer) < 0) {
        return false;
      }
    }
    return true;
  }

  /** Reads bytes from where it is, as {@link Bundles.Reading#read} does. */
  int read(ByteBuffer into) throws IOException {
    int count = reading.read(into);
    position += Math.max(0, count);
    return count;
  }

  /** Looks at all that is left, and passes over it. */
  void finish() throws IOException {
    while (current < contents.size()) {
      next();
    }
  }

  /** Goes to the next content; behind the last one there is the end. */
  private void next() throws IOException {
    Optional<Bundles.Entry> entry = reading.next();
    position = 0;
    if (entry.isEmpty()) {
      current = contents.size();
      return;
    }
    int place = place(entry.get());
    if (place <= current) {
      throw new Bundles.Malformed(
          "the entry '" + entry.get().name() + "' stands twice, or out of order");
    }
    long size = contents.get(place).size().orElseThrow();
    if (entry.get().size() != size) {
      throw new Bundles.Malformed(
          "the entry '"
              + entry.get().name()
              + "' has "
              + entry.get().size()
              + " bytes, but the registry says "
              + size);
    }
    current = place;
    begun.add(place);
  }

  /** Whether the bundle has this content, as far as it was read. */
  boolean has(Sha256 content) {
    return begun.contains(order.getOrDefault(content, -1));
  }

  private int place(Bundles.Entry entry) throws Bundles.Malformed {
    Integer place = places.get(entry.name());
    if (place == null) {
      throw new Bundles.Malformed(
          "the entry '" + entry.name() + "' is none that its registry names");
    }
    return place;
  }

  @Override
  public void close() throws IOException {
    reading.close();
  }
}
