package org.pumaguard.models.domain.port;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.pumaguard.models.domain.model.Location;

/** Looks at the head of what a fetcher pushes, and ends the transfer then. */
final class Inspection implements Fetcher.Receiver {

  private Optional<Fetcher.Head> head = Optional.empty();

  @Override
  public void begin(Fetcher.Head announced) throws Seen {
    head = Optional.of(announced);
    throw new Seen();
  }

  @Override
  public void accept(ByteBuffer bytes) throws Seen {
    throw new Seen();
  }

  Fetcher.Route route(Location asked) {
    Location reached = head.map(Fetcher.Head::location).orElse(asked);
    return new Fetcher.Route(
        reached.equals(asked) ? List.of(asked) : List.of(asked, reached),
        head.map(Fetcher.Head::total).orElse(OptionalLong.empty()),
        Optional.empty(),
        Optional.empty());
  }

  /** Nothing more is wanted. */
  static final class Seen extends IOException {
    private static final long serialVersionUID = 1L;
  }
}
