package org.pumaguard.models.domain.port.fetch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.port.Caller;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.CollectingReceiver;
import org.pumaguard.models.domain.port.Fetcher;
import org.pumaguard.models.domain.port.Fetcher.Outcome;
import org.pumaguard.models.domain.port.Fetcher.Request;
import org.pumaguard.models.domain.port.TakingReceiver;

/** What every fetcher does for several threads at once. */
public interface ConcurrentFetchContract extends FetcherFixture {

  /** Enough for several buffers. */
  int SOME_BYTES = 300_007;

  /** Each transfer waits for the other one between its buffers, so both are under way. */
  @Test
  default void twoThreadsFetchAtOnce() throws Exception {
    Fetcher fetcher = fetcher();
    CyclicBarrier together = new CyclicBarrier(2);
    List<byte[]> contents = new ArrayList<>();
    List<Caller<byte[]>> callers = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      byte[] content = random(SOME_BYTES, i);
      contents.add(content);
      Location location = publish("at-once-" + i + ".h5", content);
      callers.add(Caller.of(() -> fetchTogether(fetcher, location, together)));
    }
    for (int i = 0; i < 2; i++) {
      assertArrayEquals(contents.get(i), callers.get(i).result());
    }
  }

  @Test
  default void keepsOtherTransfersWhenOneIsCancelled() throws Exception {
    Optional<Silence> silence = silence();
    if (silence.isPresent()) {
      Fetcher fetcher = fetcher();
      byte[] content = random(SOME_BYTES, 3);
      Location location = publish("other.h5", content);
      Cancellation cancellation = new Cancellation();
      Caller<Outcome> silent =
          Caller.of(
              () ->
                  fetcher.fetch(
                      Request.whole(silence.get().location()),
                      new CollectingReceiver(),
                      cancellation));
      silence.get().asked().await();
      CollectingReceiver other = new CollectingReceiver();
      fetcher.fetch(
          Request.whole(location),
          new TakingReceiver(
              head -> {
                cancellation.cancel();
                other.begin(head);
              },
              other::accept),
          new Cancellation());
      assertArrayEquals(content, other.bytes());
      assertInstanceOf(CancellationException.class, silent.failure());
    }
  }

  @Test
  default void endsWhenItIsCancelledWhileItWaits() throws Exception {
    Optional<Silence> silence = silence();
    if (silence.isPresent()) {
      Fetcher fetcher = fetcher();
      Cancellation cancellation = new Cancellation();
      CollectingReceiver receiver = new CollectingReceiver();
      Caller<Outcome> waiting =
          Caller.of(
              () -> fetcher.fetch(Request.whole(silence.get().location()), receiver, cancellation));
      silence.get().asked().await();
      cancellation.cancel();
      assertInstanceOf(CancellationException.class, waiting.failure());
      assertEquals(0, receiver.bytes().length);
    }
  }

  private static byte[] fetchTogether(Fetcher fetcher, Location location, CyclicBarrier together)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Outcome outcome =
        fetcher.fetch(
            Request.whole(location),
            new TakingReceiver(
                head -> await(together),
                buffer -> {
                  if (bytes.size() == 0) {
                    await(together);
                  }
                  byte[] copy = new byte[buffer.remaining()];
                  buffer.get(copy);
                  bytes.writeBytes(copy);
                }),
            new Cancellation());
    assertEquals(Outcome.COMPLETE, outcome);
    return bytes.toByteArray();
  }

  private static void await(CyclicBarrier together) {
    try {
      together.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
      throw new AssertionError("the other transfer is not under way", e);
    }
  }

  private static byte[] random(int length, long seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }
}
