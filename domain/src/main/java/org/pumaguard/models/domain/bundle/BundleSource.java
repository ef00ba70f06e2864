package org.pumaguard.models.domain.bundle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.digest.Hashing;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.model.Fragment;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.model.SourceRegistry;
import org.pumaguard.models.domain.port.Bundles;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Fetcher;

/**
 * A bundle as a source. The bundle is read once, sequentially, so models and fragments have to be
 * requested one at a time, in the order of its registry; only content with a wrong digest is read a
 * second time. Safe for use by multiple threads.
 */
final class BundleSource implements Fetcher {

  static final String SCHEME = "bundle";

  private final SourceRegistry registry;
  private final BundleReader entries;
  private final Map<Location, Integer> servedWhole = new HashMap<>();
  private final Set<Sha256> missing = new HashSet<>();
  private final Set<Sha256> consumed = new HashSet<>();
  private Optional<Bundles.Malformed> damage = Optional.empty();

  /**
   * A source of the models of a bundle.
   *
   * @param registry the bundle's registry, with one source that ends in {@code /{model}/{sha256}}
   */
  BundleSource(SourceRegistry registry, BundleReader entries) {
    this.registry = registry;
    this.entries = entries;
  }

  @Override
  public Set<String> schemes() {
    return Set.of(SCHEME);
  }

  @Override
  public boolean usesNetwork() {
    return false;
  }

  @Override
  public synchronized Outcome fetch(Request request, Receiver receiver, Cancellation cancellation)
      throws IOException {
    Location location = request.location();
    List<String> path = List.of(location.uri().getPath().split("/", -1));
    Sha256 fragment = Sha256.parse(path.get(path.size() - 1));
    Model model =
        registry.find(ModelName.parse(path.get(path.size() - 2))).orElseThrow(() -> none(location));
    int before = servedWhole.getOrDefault(location, 0);
    List<ByteRange> ranges = ranges(model, fragment);
    if (before >= ranges.size()) {
      throw new Failure(Reason.REFUSED, location, "the bundle has no other copy", Optional.empty());
    }
    ByteRange range = ranges.get(before);
    if (request.offset() > range.length()) {
      throw new Failure(
          Reason.RANGE_REFUSED, location, "the offset is past its end", Optional.empty());
    }
    seek(location, model, range.offset() + request.offset());
    if (request.offset() == 0) {
      servedWhole.put(location, before + 1);
    }
    Head head =
        new Head(
            location, request.offset(), OptionalLong.of(range.length()), Optional.empty(), false);
    if (!receiver.begin(head)) {
      return Outcome.STOPPED;
    }
    long end = Math.min(request.end().orElse(range.length()), range.length());
    return push(location, end - request.offset(), receiver, cancellation);
  }

  /** The ranges of a fragment in a model; several if the model contains it more than once. */
  private static List<ByteRange> ranges(Model model, Sha256 fragment) {
    List<ByteRange> ranges = new ArrayList<>();
    long offset = 0;
    for (Fragment candidate : model.publication().fragmentsOrWhole()) {
      long size = candidate.size().orElseThrow();
      if (candidate.sha256().equals(fragment)) {
        ranges.add(new ByteRange(offset, size));
      }
      offset += size;
    }
    return ranges;
  }

  private void seek(Location location, Model model, long offset) throws Failure {
    if (damage.isPresent()) {
      throw damaged(location, damage.get());
    }
    try {
      if (!entries.seek(model.sha256(), offset)) {
        if (entries.hasRead(model.sha256())) {
          consumed.add(model.sha256());
          throw new Failure(
              Reason.REFUSED, location, "a pipe cannot be read again", Optional.empty());
        }
        missing.add(model.sha256());
        throw none(location);
      }
    } catch (Failure e) {
      throw e;
    } catch (IOException e) {
      throw damaged(location, e);
    }
  }

  private Outcome push(Location location, long length, Receiver receiver, Cancellation cancellation)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(Hashing.BUFFER_BYTES);
    for (long left = length; left > 0; ) {
      cancellation.check();
      buffer.clear().limit((int) Math.min(buffer.capacity(), left));
      int count = read(location, buffer);
      if (count < 0) {
        throw none(location);
      }
      left -= count;
      if (!receiver.accept(buffer.flip())) {
        return Outcome.STOPPED;
      }
    }
    return Outcome.COMPLETE;
  }

  /** Reads from the bundle; failures are those of the bundle, not of the receiver. */
  private int read(Location location, ByteBuffer buffer) throws Failure {
    try {
      return entries.read(buffer);
    } catch (IOException e) {
      throw damaged(location, e);
    }
  }

  private Failure damaged(Location location, IOException e) {
    Bundles.Malformed cause =
        e instanceof Bundles.Malformed malformed
            ? malformed
            : new Bundles.Malformed("it cannot be read: " + CacheException.describe(e), e);
    damage = Optional.of(cause);
    return new Failure(Reason.REFUSED, location, String.valueOf(cause.getMessage()), cause);
  }

  private static Failure none(Location location) {
    return new Failure(Reason.NOT_FOUND, location, "not in the bundle", Optional.empty());
  }

  /** Whether this content was requested, and the bundle does not contain it. */
  synchronized boolean isMissing(Sha256 content) {
    return missing.contains(content);
  }

  /**
   * Whether this content was requested a second time, because its digest was wrong, and the bundle
   * is a pipe that cannot be read again.
   */
  synchronized boolean isConsumed(Sha256 content) {
    return consumed.contains(content);
  }

  /** Checks the entries that were not requested; returns what is malformed, if anything. */
  synchronized Optional<Bundles.Malformed> finish() {
    if (damage.isEmpty()) {
      try {
        entries.skipRest();
      } catch (Bundles.Malformed e) {
        damage = Optional.of(e);
      } catch (IOException e) {
        damage =
            Optional.of(
                new Bundles.Malformed("it cannot be read: " + CacheException.describe(e), e));
      }
    }
    return damage;
  }
}
