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
 * A bundle as a source. It is read once, from the beginning to the end, so models and their
 * fragments are to be asked for in the order of its registry, one at a time; only what was gone on
 * with, and turned out wrong, is read a second time. Safe for use by many threads.
 */
final class BundleSource implements Fetcher {

  static final String SCHEME = "bundle";

  private final SourceRegistry registry;
  private final BundleReader entries;
  private final Map<Location, Integer> servedWhole = new HashMap<>();
  private final Set<Sha256> lacking = new HashSet<>();
  private final Set<Sha256> passed = new HashSet<>();
  private Optional<Bundles.Malformed> damage = Optional.empty();

  /**
   * A source of these models.
   *
   * @param registry the bundle's, with one source that ends in {@code /{model}/{sha256}}
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
    List<ByteRange> places = places(model, fragment);
    if (before >= places.size()) {
      throw new Failure(
          Reason.REFUSED, location, "its bytes would be the same again", Optional.empty());
    }
    ByteRange place = places.get(before);
    if (request.offset() > place.length()) {
      throw new Failure(Reason.RANGE_REFUSED, location, "it is shorter", Optional.empty());
    }
    goTo(location, model, place.offset() + request.offset());
    if (request.offset() == 0) {
      servedWhole.put(location, before + 1);
    }
    Head head =
        new Head(
            location, request.offset(), OptionalLong.of(place.length()), Optional.empty(), false);
    if (!receiver.begin(head)) {
      return Outcome.STOPPED;
    }
    long end = Math.min(request.end().orElse(place.length()), place.length());
    return push(location, end - request.offset(), receiver, cancellation);
  }

  /** Where a fragment lies in a model; more than once where the model repeats itself. */
  private static List<ByteRange> places(Model model, Sha256 fragment) {
    List<ByteRange> places = new ArrayList<>();
    long offset = 0;
    for (Fragment candidate : model.publication().fragmentsOrWhole()) {
      long size = candidate.size().orElseThrow();
      if (candidate.sha256().equals(fragment)) {
        places.add(new ByteRange(offset, size));
      }
      offset += size;
    }
    return places;
  }

  private void goTo(Location location, Model model, long offset) throws Failure {
    if (damage.isPresent()) {
      throw damaged(location, damage.get());
    }
    try {
      if (!entries.goTo(model.sha256(), offset)) {
        if (entries.has(model.sha256())) {
          passed.add(model.sha256());
          throw new Failure(
              Reason.REFUSED, location, "a pipe can't be read again", Optional.empty());
        }
        lacking.add(model.sha256());
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

  /** What the bundle's own fault is must not be taken for the receiver's. */
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
            : new Bundles.Malformed("it can't be read: " + CacheException.describe(e), e);
    damage = Optional.of(cause);
    return new Failure(Reason.REFUSED, location, String.valueOf(cause.getMessage()), cause);
  }

  private static Failure none(Location location) {
    return new Failure(Reason.NOT_FOUND, location, "it is not in the bundle", Optional.empty());
  }

  /** Whether the bundle was asked for this content, and does not have it. */
  synchronized boolean lacks(Sha256 content) {
    return lacking.contains(content);
  }

  /**
   * Whether the bundle has this content, but it was asked for again, since its checksum was wrong,
   * when it had been read already and could not be read again.
   */
  synchronized boolean hasPassed(Sha256 content) {
    return passed.contains(content);
  }

  /** Looks at all that nobody has asked for; says what is wrong with the bundle, if anything is. */
  synchronized Optional<Bundles.Malformed> finish() {
    if (damage.isEmpty()) {
      try {
        entries.finish();
      } catch (Bundles.Malformed e) {
        damage = Optional.of(e);
      } catch (IOException e) {
        damage =
            Optional.of(
                new Bundles.Malformed("it can't be read: " + CacheException.describe(e), e));
      }
    }
    return damage;
  }
}
