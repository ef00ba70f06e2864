package org.pumaguard.models.domain.port;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.pumaguard.models.domain.model.Location;

/** Keeps the head and the first bytes of what a fetcher pushes, and wants no more. */
public final class ProbeReceiver implements Fetcher.Receiver {

  private static final int MAX_BYTES = 256;

  private final ByteBuffer beginning = ByteBuffer.allocate(MAX_BYTES);
  private Optional<Fetcher.Head> head = Optional.empty();

  @Override
  public boolean begin(Fetcher.Head announced) {
    head = Optional.of(announced);
    return true;
  }

  @Override
  public boolean accept(ByteBuffer bytes) {
    beginning.put(
        bytes.slice(bytes.position(), Math.min(bytes.remaining(), beginning.remaining())));
    return beginning.hasRemaining();
  }

  /** The length in bytes that was announced. */
  public OptionalLong total() {
    return head.map(Fetcher.Head::total).orElse(OptionalLong.empty());
  }

  /** The first bytes, as far as they came; at most 256. */
  public ByteBuffer beginning() {
    return beginning.duplicate().flip().asReadOnlyBuffer();
  }

  /** What is known of the way where only the head tells of it. */
  Fetcher.Route route(Location asked) {
    Location reached = head.map(Fetcher.Head::location).orElse(asked);
    return new Fetcher.Route(
        reached.equals(asked) ? List.of(asked) : List.of(asked, reached),
        total(),
        beginning(),
        Optional.empty(),
        Optional.empty());
  }
}
