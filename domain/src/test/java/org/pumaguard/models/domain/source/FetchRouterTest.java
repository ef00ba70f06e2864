package org.pumaguard.models.domain.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.port.Caller;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Fetcher;

@Timeout(60)
class FetchRouterTest {

  private static final int BYTES = 1 << 20;
  private static final Location WEB = new Location(URI.create("web://host/file"));
  private static final Location DISK = new Location(URI.create("disk:///file"));
  private static final List<Fetcher> BOTH =
      List.of(new Zeros("web", true), new Zeros("disk", false));

  private final AtomicLong taken = new AtomicLong();

  @Test
  void aLimitHoldsForTheNetwork() throws InterruptedException {
    Cancellation cancellation = new Cancellation();
    FetchRouter fetchers = slow();
    Caller<Fetcher.Outcome> caller =
        Caller.of(() -> fetchers.fetch(Fetcher.Request.whole(WEB), receiver(), cancellation))
            .blocked();
    cancellation.cancel();
    assertInstanceOf(CancellationException.class, caller.failure());
    assertTrue(taken.get() < BYTES, "the limit let " + taken + " bytes pass");
  }

  @Test
  void noLimitHoldsForThisMachinesDisks() throws IOException {
    slow().fetch(Fetcher.Request.whole(DISK), receiver(), new Cancellation());
    assertEquals(BYTES, taken.get());
  }

  @Test
  void offlineOnlyThisMachinesDisksAreRead() throws IOException {
    FetchRouter fetchers = new FetchRouter(BOTH, true);
    fetchers.fetch(Fetcher.Request.whole(DISK), receiver(), new Cancellation());
    Fetcher.Failure failure =
        assertThrows(
            Fetcher.Failure.class,
            () -> fetchers.fetch(Fetcher.Request.whole(WEB), receiver(), new Cancellation()));
    assertEquals(Fetcher.Reason.NOT_ALLOWED, failure.reason());
    assertEquals(BYTES, taken.get());
  }

  /** One byte a second. */
  private static FetchRouter slow() {
    return new FetchRouter(BOTH, false, new RateLimit(OptionalLong.of(1)));
  }

  private Fetcher.Receiver receiver() {
    return new Fetcher.Receiver() {
      @Override
      public boolean begin(Fetcher.Head head) {
        return true;
      }

      @Override
      public boolean accept(ByteBuffer bytes) {
        taken.addAndGet(bytes.remaining());
        return true;
      }
    };
  }

  /** Brings a megabyte of zeros from everywhere. */
  private record Zeros(String scheme, boolean usesNetwork) implements Fetcher {

    @Override
    public Set<String> schemes() {
      return Set.of(scheme);
    }

    @Override
    public Outcome fetch(Request request, Receiver receiver, Cancellation cancellation)
        throws IOException {
      OptionalLong length = OptionalLong.of(BYTES);
      receiver.begin(new Head(request.location(), 0, length, Optional.empty(), false));
      receiver.accept(ByteBuffer.allocate(BYTES));
      return Outcome.COMPLETE;
    }
  }
}
