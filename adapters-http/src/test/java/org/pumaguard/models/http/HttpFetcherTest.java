package org.pumaguard.models.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.port.Caller;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.CollectingReceiver;
import org.pumaguard.models.domain.port.Fetcher;
import org.pumaguard.models.domain.port.FetcherContract;
import org.pumaguard.models.domain.port.TakingReceiver;
import org.pumaguard.models.http.settings.HttpSettings;

class HttpFetcherTest implements FetcherContract {

  /** More than the buffers of two sockets. */
  private static final long MORE_THAN_BUFFERED = 64L << 20;

  private static final byte[] CONTENT = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};

  private final HttpFixture http = HttpFixture.patient();

  HttpFetcherTest() throws IOException {}

  @AfterEach
  void close() throws IOException {
    http.close();
  }

  @Override
  public Fetcher fetcher() {
    return http.fetcher();
  }

  @Override
  public Location publish(String name, byte[] content) {
    return http.server.publish("/" + name, content);
  }

  @Override
  public Location absent() {
    return http.server.location("/absent.h5");
  }

  @Override
  public Optional<Silence> silence() {
    Location location = publish("silent.h5", CONTENT);
    http.server.failAlways("/silent.h5", Fault.SILENT);
    return Optional.of(
        new Silence(
            location,
            () -> {
              while (http.server.requests("/silent.h5").isEmpty()) {
                LockSupport.parkNanos(100_000);
              }
            }));
  }

  @Test
  void stopsReadingIfTheReceiverThrowsAnError() throws InterruptedException {
    Location location = publish("a", CONTENT);
    http.server.failAlways("/a", Fault.ENDLESS);
    Error error = new StackOverflowError("a bug of the receiver");
    Fetcher.Receiver receiver =
        TakingReceiver.of(
            bytes -> {
              throw error;
            });

    Caller<Fetcher.Outcome> caller =
        Caller.of(
            () -> fetcher().fetch(Fetcher.Request.whole(location), receiver, new Cancellation()));

    assertSame(error, caller.failure());
    assertTrue(http.server.bytesSent() < MORE_THAN_BUFFERED);
  }

  @Test
  void requestsTheIdentityEncoding() throws IOException {
    http.fetch(publish("a", CONTENT));

    FaultyServer.Request request = http.server.requests().get(0);
    assertEquals("GET", request.method());
    assertEquals(Optional.of("identity"), request.header("Accept-Encoding"));
    assertEquals(Optional.of("test"), request.header("User-Agent"));
  }

  @Test
  void acceptsABodyWithoutALength() throws IOException {
    Location location = publish("a", CONTENT);
    http.server.failAlways("/a", Fault.CHUNKED);

    CollectingReceiver receiver = http.fetch(location);

    assertArrayEquals(CONTENT, receiver.bytes());
    assertEquals(OptionalLong.empty(), receiver.head().total());
  }

  @Test
  void stopsReadingIfTheReceiverThrows() throws InterruptedException {
    Location location = publish("a", CONTENT);
    http.server.failAlways("/a", Fault.ENDLESS);
    IOException refusal = new IOException("refused by the receiver");
    Fetcher.Request request = Fetcher.Request.whole(location);

    Caller<Fetcher.Outcome> caller =
        Caller.of(() -> fetcher().fetch(request, refusing(refusal), new Cancellation()));

    assertSame(refusal, caller.failure());
    assertTrue(http.server.bytesSent() < MORE_THAN_BUFFERED);
  }

  @Test
  void interruptsAReadWhenCancelled() throws InterruptedException {
    Location location = publish("a", CONTENT);
    http.server.failAlways("/a", Fault.stall(5));
    Cancellation cancellation = new Cancellation();
    CountDownLatch underWay = new CountDownLatch(1);
    Caller<Fetcher.Outcome> caller =
        Caller.of(
            () ->
                fetcher()
                    .fetch(
                        Fetcher.Request.whole(location),
                        TakingReceiver.of(bytes -> underWay.countDown()),
                        cancellation));
    assertTrue(underWay.await(10, TimeUnit.SECONDS));

    cancellation.cancel();

    assertInstanceOf(CancellationException.class, caller.failure());
  }

  /** HttpClient throws other exceptions at some moments. */
  @Test
  void throwsCancellationAtAnyMoment() throws InterruptedException {
    Location location = http.server.publish("/a", new byte[10]);
    for (int i = 0; i < 1000; i++) {
      Cancellation cancellation = new Cancellation();
      Caller<Optional<Exception>> caller = Caller.of(() -> failure(location, cancellation));
      LockSupport.parkNanos(i * 1000L);
      cancellation.cancel();

      Optional<Exception> failure = caller.result();

      failure.ifPresent(it -> assertInstanceOf(CancellationException.class, it));
    }
  }

  private Optional<Exception> failure(Location location, Cancellation cancellation) {
    try {
      fetcher().fetch(Fetcher.Request.whole(location), new CollectingReceiver(), cancellation);
      return Optional.empty();
    } catch (IOException | RuntimeException e) {
      return Optional.of(e);
    }
  }

  @Test
  void sendsNothingIfAlreadyCancelled() {
    Location location = publish("a", CONTENT);
    Cancellation cancellation = new Cancellation();
    cancellation.cancel();

    assertThrows(
        CancellationException.class,
        () ->
            fetcher()
                .fetch(Fetcher.Request.whole(location), new CollectingReceiver(), cancellation));

    assertTrue(http.server.requests().isEmpty());
  }

  @Test
  void releasesTheConnectionHoweverAFetchEnds() throws IOException, InterruptedException {
    try (HttpFixture one = new HttpFixture(Duration.ofSeconds(30), 1)) {
      Location location = one.server.publish("/a", CONTENT);
      one.server.failOnce("/a", Fault.status(503), Fault.ENDLESS, Fault.drop(5));
      Fetcher.Request request = Fetcher.Request.whole(location);
      Cancellation none = new Cancellation();
      Fetcher.Receiver watcher = refusing(new IOException("enough"));
      for (int i = 0; i < 3; i++) {
        Caller.of(() -> one.fetcher().fetch(request, watcher, none)).failure();
      }

      assertArrayEquals(CONTENT, Caller.of(() -> one.fetch(location)).result().bytes());
    }
  }

  @Test
  void opensNoConnectionAfterClose() throws IOException {
    Location location = publish("a", CONTENT);
    HttpConnections connections =
        new HttpConnections(new HttpSettings(Duration.ofSeconds(30), 1, "test"));
    Fetcher fetcher = new HttpFetcher(connections, warning -> {});
    connections.close();
    connections.close();

    Fetcher.Failure failure =
        assertThrows(
            Fetcher.Failure.class,
            () ->
                fetcher.fetch(
                    Fetcher.Request.whole(location), new CollectingReceiver(), new Cancellation()));
    assertEquals(Fetcher.Reason.CLOSED, failure.reason());
  }

  @Test
  void closingEndsATransfer() throws IOException {
    Location location = publish("a", new byte[10_000_000]);
    HttpConnections connections = new HttpConnections(HttpSettings.DEFAULT);
    Fetcher fetcher = new HttpFetcher(connections, warning -> {});
    Fetcher.Receiver closing =
        new Fetcher.Receiver() {
          @Override
          public boolean begin(Fetcher.Head head) {
            return true;
          }

          @Override
          public boolean accept(ByteBuffer bytes) {
            connections.close();
            return true;
          }
        };

    Fetcher.Failure failure =
        assertThrows(
            Fetcher.Failure.class,
            () -> fetcher.fetch(Fetcher.Request.whole(location), closing, new Cancellation()));
    assertEquals(Fetcher.Reason.CLOSED, failure.reason());
  }

  private static TakingReceiver refusing(IOException refusal) {
    return TakingReceiver.of(
        bytes -> {
          throw refusal;
        });
  }
}
