package org.pumaguard.models.domain.fake;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Fetcher;

/**
 * What an {@link InMemoryFetcher} replies to a request.
 *
 * @param bytes the file
 * @param announced its length, as the head says
 * @param breaksAt the offset at which the connection ends
 * @param failure the failure instead of bytes
 * @param retryAfter how long the location asks to wait after that failure
 * @param validator the entity tag of the file
 * @param acceptsRanges whether it serves parts of the file
 * @param announcesLength whether the head has the length
 * @param gate what the reply waits for
 * @param encoding what the head says of the bytes
 * @param decoded the bytes without that encoding
 */
@SuppressWarnings("ArrayRecordComponent") // Handed to a fetcher; never compared.
public record Reply(
    byte[] bytes,
    long announced,
    int breaksAt,
    Optional<Fetcher.Reason> failure,
    Optional<Duration> retryAfter,
    Optional<String> validator,
    boolean acceptsRanges,
    boolean announcesLength,
    Gate gate,
    Optional<Fetcher.Encoding> encoding,
    byte[] decoded) {

  private Reply(
      byte[] bytes,
      long announced,
      int breaksAt,
      Optional<Fetcher.Reason> failure,
      Optional<Duration> retryAfter,
      Optional<String> validator,
      boolean acceptsRanges,
      boolean announcesLength,
      Gate gate) {
    this(
        bytes,
        announced,
        breaksAt,
        failure,
        retryAfter,
        validator,
        acceptsRanges,
        announcesLength,
        gate,
        Optional.empty(),
        new byte[0]);
  }

  /** The whole file, with an entity tag. */
  public static Reply of(byte[] bytes) {
    return new Reply(
        bytes.clone(),
        bytes.length,
        Integer.MAX_VALUE,
        Optional.empty(),
        Optional.empty(),
        Optional.of("\"" + Arrays.hashCode(bytes) + "\""),
        true,
        true,
        cancellation -> {});
  }

  /** A failure. */
  public static Reply failing(Fetcher.Reason reason) {
    return new Reply(
        new byte[0],
        0,
        0,
        Optional.of(reason),
        Optional.empty(),
        Optional.empty(),
        true,
        true,
        cancellation -> {});
  }

  /** An error instead of a reply, as a fault of the program would throw. */
  public static Reply crashing(Error error) {
    return new Reply(
        new byte[0],
        0,
        0,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        true,
        true,
        cancellation -> {
          throw error;
        });
  }

  /** The same, but the connection ends at an offset. */
  public Reply breakingAt(int offset) {
    return new Reply(
        bytes,
        announced,
        offset,
        failure,
        retryAfter,
        validator,
        acceptsRanges,
        announcesLength,
        gate);
  }

  /** The same, but another length is announced. */
  public Reply announcing(long length) {
    return new Reply(
        bytes,
        length,
        breaksAt,
        failure,
        retryAfter,
        validator,
        acceptsRanges,
        announcesLength,
        gate);
  }

  /** The same without ranges. */
  public Reply withoutRanges() {
    return new Reply(
        bytes,
        announced,
        breaksAt,
        failure,
        retryAfter,
        Optional.empty(),
        false,
        announcesLength,
        gate);
  }

  /** The same without a length. */
  public Reply withoutLength() {
    return new Reply(
        bytes, announced, breaksAt, failure, retryAfter, validator, acceptsRanges, false, gate);
  }

  /** The same, with the wish to wait. */
  public Reply retryAfter(Duration wait) {
    return new Reply(
        bytes,
        announced,
        breaksAt,
        failure,
        Optional.of(wait),
        validator,
        acceptsRanges,
        announcesLength,
        gate);
  }

  /** The same when a latch opens; {@code asked} counts down when the request arrives. */
  public Reply waitingFor(CountDownLatch asked, CountDownLatch open) {
    Gate waiting =
        cancellation -> {
          asked.countDown();
          try (Cancellation.Registration registration = cancellation.onCancel(open::countDown)) {
            open.await();
            cancellation.check();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException();
          }
        };
    return gated(waiting);
  }

  /** The same when a gate lets it pass. */
  public Reply gated(Gate other) {
    return new Reply(
        bytes,
        announced,
        breaksAt,
        failure,
        retryAfter,
        validator,
        acceptsRanges,
        announcesLength,
        other);
  }

  /** The same with another entity tag. */
  public Reply tagged(String tag) {
    return new Reply(
        bytes,
        announced,
        breaksAt,
        failure,
        retryAfter,
        Optional.of(tag),
        acceptsRanges,
        announcesLength,
        gate);
  }

  /** The same bytes as the encoding of others; called last. */
  public Reply encoding(String name, boolean decodable, byte[] plain) {
    return new Reply(
        bytes,
        announced,
        breaksAt,
        failure,
        retryAfter,
        validator,
        acceptsRanges,
        announcesLength,
        gate,
        Optional.of(new Fetcher.Encoding(name, decodable)),
        plain.clone());
  }

  /** What a reply waits for. */
  public interface Gate {
    /** Returns when the reply may begin. */
    void pass(Cancellation cancellation);
  }
}
