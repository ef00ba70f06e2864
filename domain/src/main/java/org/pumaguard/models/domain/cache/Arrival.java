package org.pumaguard.models.domain.cache;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.model.Fragment;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.policy.Appearance;
import org.pumaguard.models.domain.port.Fetcher;

/**
 * One piece while it arrives: its bytes are hashed and written at their place as they pass. It
 * keeps what has arrived from one try to the next, so that a broken transfer goes on where it
 * ended.
 */
final class Arrival implements Fetcher.Receiver {

  /** The most that is accepted of a piece whose length nobody has said. */
  private static final long MAX_UNKNOWN_BYTES = 256L << 30;

  private final Assembly assembly;
  private final int index;
  private final Fragment piece;
  private final MessageDigest digest = Digests.sha256();
  private final byte[] beginning = new byte[Appearance.ENOUGH];

  private long received;
  private long base;
  private long limit;
  private Optional<Location> location = Optional.empty();
  private Optional<String> validator = Optional.empty();

  Arrival(Assembly assembly, int index, Fragment piece) {
    this.assembly = assembly;
    this.index = index;
    this.piece = piece;
  }

  /** How many bytes have arrived, in a row from the first. */
  long received() {
    return received;
  }

  /** What the source said identifies the content from which the bytes so far came. */
  Optional<String> validator() {
    return validator;
  }

  /** Where the bytes came from, after redirects. */
  Optional<Location> location() {
    return location;
  }

  /** What the bytes look like. */
  Optional<String> appearance() {
    int known = (int) Math.min(received, beginning.length);
    return Appearance.of(Arrays.copyOf(beginning, known), received);
  }

  @Override
  public void begin(Fetcher.Head head) throws IOException {
    if (head.offset() == 0) {
      restart();
    } else if (head.offset() != received) {
      throw new Fetcher.Failure(
          Fetcher.Reason.RANGE_REFUSED,
          head.location(),
          "asked for bytes from " + received + " on, got those from " + head.offset() + " on",
          Optional.empty());
    }
    location = Optional.of(head.location());
    validator = head.validator();
    OptionalLong declared = piece.size();
    OptionalLong announced = head.total();
    if (declared.isPresent()
        && announced.isPresent()
        && declared.getAsLong() != announced.getAsLong()) {
      throw new WrongLength(declared.getAsLong(), announced.getAsLong());
    }
    OptionalLong length = declared.isPresent() ? declared : announced;
    limit = length.orElse(MAX_UNKNOWN_BYTES);
    length.ifPresent(size -> assembly.layout().size(index, size));
    base = assembly.layout().awaitOffset(index, assembly.cancellation());
  }

  @Override
  public void accept(ByteBuffer bytes) throws IOException {
    assembly.cancellation().check();
    int count = bytes.remaining();
    if (received + count > limit) {
      throw new WrongLength(limit, received + count);
    }
    keepBeginning(bytes);
    digest.update(bytes.duplicate());
    assembly.layout().write(index, base, () -> assembly.partial().write(base + received, bytes));
    received += count;
    assembly.tally().fetched(piece.name(), count);
  }

  /**
   * The digest of all that has arrived. After this call nothing can be added: {@link #restart}, or
   * be done.
   */
  Sha256 finish() {
    if (piece.size().isEmpty()) {
      assembly.layout().size(index, received);
    }
    return Sha256.of(digest.digest());
  }

  /** Where the bytes lie in the partial. */
  ByteRange range() {
    return new ByteRange(base, received);
  }

  /** Forgets what has arrived. */
  void restart() {
    assembly.tally().lost(received);
    received = 0;
    digest.reset();
    validator = Optional.empty();
  }

  private void keepBeginning(ByteBuffer bytes) {
    if (received < beginning.length) {
      int count = (int) Math.min(beginning.length - received, bytes.remaining());
      bytes.duplicate().get(beginning, (int) received, count);
    }
  }

  /** The source has more or fewer bytes than the registry says. */
  static final class WrongLength extends IOException {

    private static final long serialVersionUID = 1L;

    WrongLength(long expected, long actual) {
      super("expected " + expected + " bytes, the source has " + actual);
    }
  }
}
