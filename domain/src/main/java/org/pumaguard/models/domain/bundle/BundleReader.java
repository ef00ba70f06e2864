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
 * Reads a bundle: first the registry, then the contents that the registry names, each at most once,
 * in the order and with the length that the registry states. Other entries are refused before they
 * are read. Not thread-safe; guarded by {@link BundleSource}.
 */
final class BundleReader implements Closeable {

  private final SourceRegistry registry;
  private final List<Model> contents;
  private final Map<Sha256, Integer> order = new HashMap<>();
  private final Map<String, Integer> positions = new HashMap<>();
  private Bundles.Reading reading;
  private final Set<Integer> started = new HashSet<>();
  private int current = -1;
  private long position;

  private BundleReader(SourceRegistry registry, Bundles.Reading reading) {
    this.registry = registry;
    this.reading = reading;
    this.contents = new ArrayList<>();
    for (Model model : registry.models()) {
      if (order.putIfAbsent(model.sha256(), contents.size()) == null) {
        positions.put(Bundles.CONTENTS + model.sha256(), contents.size());
        contents.add(model);
      }
    }
  }

  /**
   * Opens a bundle, and reads its registry.
   *
   * @throws CacheException if the registry is invalid
   * @throws Bundles.Malformed if the first entry is not a registry
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
        reading.next().orElseThrow(() -> new Bundles.Malformed("the archive is empty"));
    if (!first.name().equals(Bundles.REGISTRY)) {
      throw new Bundles.Malformed(
          "the first entry is '" + first.name() + "', not " + Bundles.REGISTRY);
    }
    if (first.size() > RegistryParser.MAX_BYTES) {
      throw invalid(Bundles.REGISTRY + " in the bundle is longer than 16 MiB");
    }
    ByteBuffer text = ByteBuffer.allocate((int) first.size());
    while (text.hasRemaining()) {
      if (reading.read(text) < 0) {
        throw new Bundles.Malformed("truncated archive: it ends inside " + Bundles.REGISTRY);
      }
    }
    return text.array();
  }

  SourceRegistry registry() {
    return registry;
  }

  /**
   * Moves to an offset of some content. Moves backwards only if the bundle can be opened again.
   *
   * @return whether the next read returns these bytes; false if the bundle lacks the content, or if
   *     it has been read already and cannot be opened again
   */
  boolean seek(Sha256 content, long offset) throws IOException {
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
    return current == wanted && skipTo(offset);
  }

  private boolean skipTo(long offset) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(Hashing.BUFFER_BYTES);
    while (position < offset) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), offset - position));
      if (read(buffer) < 0) {
        return false;
      }
    }
    return true;
  }

  /** Reads from the current position, as {@link Bundles.Reading#read}. */
  int read(ByteBuffer into) throws IOException {
    int count = reading.read(into);
    position += Math.max(0, count);
    return count;
  }

  /** Checks all remaining entries, and skips their content. */
  void skipRest() throws IOException {
    while (current < contents.size()) {
      next();
    }
  }

  /** Moves to the next content, or to the end. */
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
          "the entry '" + entry.get().name() + "' is a duplicate or out of order");
    }
    long size = contents.get(place).size().orElseThrow();
    if (entry.get().size() != size) {
      throw new Bundles.Malformed(
          "the entry '"
              + entry.get().name()
              + "' has "
              + entry.get().size()
              + " bytes, but the registry states "
              + size);
    }
    current = place;
    started.add(place);
  }

  /** Whether this content was found in the part of the bundle that was read. */
  boolean hasRead(Sha256 content) {
    return started.contains(order.getOrDefault(content, -1));
  }

  private int place(Bundles.Entry entry) throws Bundles.Malformed {
    Integer place = positions.get(entry.name());
    if (place == null) {
      throw new Bundles.Malformed("the entry '" + entry.name() + "' is not in its registry");
    }
    return place;
  }

  @Override
  public void close() throws IOException {
    reading.close();
  }
}
