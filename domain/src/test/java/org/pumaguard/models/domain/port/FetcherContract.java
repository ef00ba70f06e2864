package org.pumaguard.models.domain.port;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.port.Fetcher.Failure;
import org.pumaguard.models.domain.port.Fetcher.Outcome;
import org.pumaguard.models.domain.port.Fetcher.Reason;
import org.pumaguard.models.domain.port.Fetcher.Receiver;
import org.pumaguard.models.domain.port.Fetcher.Request;
import org.pumaguard.models.domain.port.fetch.ConcurrentFetchContract;
import org.pumaguard.models.domain.port.fetch.ConditionalFetchContract;
import org.pumaguard.models.domain.port.fetch.InspectContract;

/**
 * What every {@link Fetcher} does. The test of an adapter implements this interface: it makes a
 * fetcher, publishes files where that fetcher finds them, and says where the adapter differs.
 */
public interface FetcherContract
    extends ConditionalFetchContract, ConcurrentFetchContract, InspectContract {

  @Test
  default void pushesAWholeFile() throws IOException {
    byte[] content = "mountain lion".getBytes(StandardCharsets.UTF_8);
    Request request = Request.whole(publish("whole.h5", content));
    CollectingReceiver receiver = new CollectingReceiver();

    assertEquals(Outcome.COMPLETE, fetcher().fetch(request, receiver, new Cancellation()));

    assertArrayEquals(content, receiver.bytes());
    assertEquals(0, receiver.head().offset());
    assertEquals(request.location(), receiver.head().location());
    assertEquals(announced(content), receiver.head().total());
  }

  @Test
  default void beginsAtAnOffset() throws IOException {
    byte[] content = "mountain lion".getBytes(StandardCharsets.UTF_8);
    CollectingReceiver receiver = new CollectingReceiver();

    fetcher().fetch(from(9, publish("offset.h5", content)), receiver, new Cancellation());

    int offset = supportsOffset() ? 9 : 0;
    assertEquals(offset, receiver.head().offset());
    assertArrayEquals(Arrays.copyOfRange(content, offset, content.length), receiver.bytes());
    assertEquals(announced(content), receiver.head().total());
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "0, 12", "0, 13", "0, 99", "9, 10", "9, 12", "9, 13", "9, 99"})
  default void pushesAPart(int offset, int end) throws IOException {
    byte[] content = "mountain lion".getBytes(StandardCharsets.UTF_8);
    Location location = publish("part.h5", content);
    CollectingReceiver receiver = new CollectingReceiver();

    Outcome outcome =
        fetcher()
            .fetch(
                new Request(location, offset, OptionalLong.of(end), Optional.empty()),
                receiver,
                new Cancellation());

    assertEquals(Outcome.COMPLETE, outcome);
    assertEquals(announced(content), receiver.head().total());
    int from = (int) receiver.head().offset();
    int to = Math.min(end, content.length);
    assertTrue(from == 0 || from == offset, "it begins at " + from);
    assertArrayEquals(
        Arrays.copyOfRange(content, offset, to),
        Arrays.copyOfRange(receiver.bytes(), offset - from, to - from));
    if (supportsEnd()) {
      assertEquals(supportsOffset() ? offset : 0, from);
      assertEquals(to, from + receiver.bytes().length);
    }
  }

  @ParameterizedTest
  @CsvSource({"true, false", "false, true", "true, true"})
  default void pushesAFileInEachForm(boolean fresh, boolean decoded) throws IOException {
    byte[] content = "mountain lion".getBytes(StandardCharsets.UTF_8);
    Request request =
        Request.whole(publish("form.h5", content)).in(new Fetcher.Form(fresh, decoded));
    CollectingReceiver receiver = new CollectingReceiver();

    assertEquals(Outcome.COMPLETE, fetcher().fetch(request, receiver, new Cancellation()));

    assertArrayEquals(content, receiver.bytes());
    assertEquals(announced(content), receiver.head().total());
    assertEquals(Optional.empty(), receiver.head().encoding());
  }

  @Test
  default void pushesAnEmptyFile() throws IOException {
    Request request = Request.whole(publish("empty.h5", new byte[0]));
    CollectingReceiver receiver = new CollectingReceiver();

    assertEquals(Outcome.COMPLETE, fetcher().fetch(request, receiver, new Cancellation()));

    assertEquals(announced(new byte[0]), receiver.head().total());
    assertEquals(0, receiver.bytes().length);
  }

  @Test
  default void pushesAFileThatIsLargerThanItsBuffers()
      throws IOException, NoSuchAlgorithmException {
    byte[] content = new byte[MANY_BYTES];
    new Random(1).nextBytes(content);
    MessageDigest arrived = MessageDigest.getInstance("SHA-256");
    AtomicInteger calls = new AtomicInteger();

    fetcher()
        .fetch(
            Request.whole(publish("large.h5", content)),
            TakingReceiver.of(
                bytes -> {
                  calls.incrementAndGet();
                  arrived.update(bytes);
                }),
            new Cancellation());

    assertArrayEquals(MessageDigest.getInstance("SHA-256").digest(content), arrived.digest());
    assertTrue(calls.get() > 1, "all bytes came at once");
  }

  @Test
  default void tellsThatNothingIsThere() throws IOException {
    Request request = Request.whole(absent());
    CollectingReceiver receiver = new CollectingReceiver();

    Failure failure =
        assertThrows(Failure.class, () -> fetcher().fetch(request, receiver, new Cancellation()));

    assertEquals(Reason.NOT_FOUND, failure.reason());
    assertEquals(request.location(), failure.location());
    assertFalse(receiver.wasCalled());
  }

  /** What a receiver may throw: its own disk's failures are not those of the location. */
  static Stream<IOException> refusals() {
    return Stream.of(
        new IOException("No space left on device"),
        new NoSuchFileException("partial"),
        new AccessDeniedException("partial"));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  default void passesOnWhatItsReceiverThrowsAtTheHead(IOException refusal) throws IOException {
    Request request = Request.whole(publish("refused.h5", new byte[MANY_BYTES]));
    Receiver receiver =
        new TakingReceiver(
            head -> {
              throw refusal;
            },
            bytes -> fail("bytes come after a refusal"));

    assertSame(
        refusal,
        assertThrows(
            IOException.class, () -> fetcher().fetch(request, receiver, new Cancellation())));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  default void passesOnWhatItsReceiverThrowsAndPushesNoMore(IOException refusal)
      throws IOException {
    Request request = Request.whole(publish("refused.h5", new byte[MANY_BYTES]));
    AtomicInteger calls = new AtomicInteger();
    Receiver receiver =
        TakingReceiver.of(
            bytes -> {
              calls.incrementAndGet();
              throw refusal;
            });

    assertSame(
        refusal,
        assertThrows(
            IOException.class, () -> fetcher().fetch(request, receiver, new Cancellation())));
    assertEquals(1, calls.get());
  }

  @Test
  default void pushesNoBytesWhenItsReceiverWantsNone() throws IOException {
    Request request = Request.whole(publish("stopped.h5", new byte[MANY_BYTES]));
    StoppingReceiver receiver = new StoppingReceiver(0);

    assertEquals(Outcome.STOPPED, fetcher().fetch(request, receiver, new Cancellation()));

    assertEquals(0, receiver.calls());
  }

  @Test
  default void stopsAtOnceWhenItsReceiverWantsNoMore() throws IOException {
    Location location = publish("stopped.h5", new byte[MANY_BYTES]);
    Fetcher fetcher = fetcher();
    StoppingReceiver receiver = new StoppingReceiver(2);

    assertEquals(
        Outcome.STOPPED, fetcher.fetch(Request.whole(location), receiver, new Cancellation()));

    assertEquals(2, receiver.calls());
  }

  @Test
  default void pushesAWholeFileAfterATransferWasStopped() throws IOException {
    byte[] content = new byte[MANY_BYTES];
    new Random(2).nextBytes(content);
    Location location = publish("again.h5", content);
    Fetcher fetcher = fetcher();
    CollectingReceiver whole = new CollectingReceiver();

    fetcher.fetch(Request.whole(location), new StoppingReceiver(1), new Cancellation());

    assertEquals(
        Outcome.COMPLETE, fetcher.fetch(Request.whole(location), whole, new Cancellation()));
    assertArrayEquals(content, whole.bytes());
  }

  @Test
  default void passesOnAnUncheckedExceptionOfItsReceiver() throws IOException {
    Request request = Request.whole(publish("refused.h5", new byte[MANY_BYTES]));
    IllegalStateException refusal = new IllegalStateException("a bug of the receiver");
    Receiver receiver =
        TakingReceiver.of(
            bytes -> {
              throw refusal;
            });

    assertSame(
        refusal,
        assertThrows(
            IllegalStateException.class,
            () -> fetcher().fetch(request, receiver, new Cancellation())));
  }

  @Test
  default void pushesNothingWhenItIsCancelledAlready() throws IOException {
    Request request = Request.whole(publish("cancelled.h5", new byte[MANY_BYTES]));
    CollectingReceiver receiver = new CollectingReceiver();
    Cancellation cancellation = new Cancellation();
    cancellation.cancel();

    assertThrows(
        CancellationException.class, () -> fetcher().fetch(request, receiver, cancellation));

    assertEquals(0, receiver.bytes().length);
  }

  @Test
  default void endsWhenItIsCancelled() throws IOException, InterruptedException {
    Request request = Request.whole(publish("cancelled.h5", new byte[MANY_BYTES]));
    Fetcher fetcher = fetcher();
    Cancellation cancellation = new Cancellation();
    CompletableFuture<Boolean> underWay = new CompletableFuture<>();
    CompletableFuture<Boolean> cancelled = new CompletableFuture<>();
    AtomicInteger calls = new AtomicInteger();
    Receiver receiver =
        TakingReceiver.of(
            bytes -> {
              calls.incrementAndGet();
              underWay.complete(true);
              cancelled.orTimeout(10, TimeUnit.SECONDS).join();
            });
    Caller<Outcome> caller = Caller.of(() -> fetcher.fetch(request, receiver, cancellation));

    underWay.orTimeout(10, TimeUnit.SECONDS).join();
    cancellation.cancel();
    cancelled.complete(true);

    assertInstanceOf(CancellationException.class, caller.failure());
    assertEquals(1, calls.get());
  }

  private static Request from(long offset, Location location) {
    return Request.from(location, offset, Optional.empty());
  }
}
