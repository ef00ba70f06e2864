package org.pumaguard.models.domain.port;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.pumaguard.models.domain.model.Location;

/** Receives the head and the first bytes of a location, then stops the transfer. */
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

  /** The announced length in bytes. */
  public OptionalLong total() {
    return head.map(Fetcher.Head::total).orElse(OptionalLong.empty());
  }

  /** The first bytes that were received; at most 256. */
  public ByteBuffer beginning() {
    return beginning.duplicate().flip().asReadOnlyBuffer();
  }

  /** The route as far as the head tells it: without the network. */
  Fetcher.Route route(Location requested) {
    Location reached = head.map(Fetcher.Head::location).orElse(requested);
    return new Fetcher.Route(
        reached.equals(requested) ? List.of(requested) : List.of(requested, reached),
        total(),
        beginning(),
        Fetcher.Network.UNKNOWN);
  }
}
