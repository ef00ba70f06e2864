package org.pumaguard.models.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpStatus;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.port.Fetcher;

/** The body of an answer on its way to a receiver. */
final class BodyTransfer {

  private static final int BUFFER_BYTES = 128 * 1024;
  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18}|\\*)");

  private final Exchange exchange;
  private final Fetcher.Receiver receiver;

  BodyTransfer(Exchange exchange, Fetcher.Receiver receiver) {
    this.exchange = exchange;
    this.receiver = receiver;
  }

  /** Pushes all of it, or as much as the receiver wants. */
  Fetcher.Outcome push(ClassicHttpResponse response) throws IOException {
    refuseEncoding(response);
    HttpEntity entity = response.getEntity();
    long length = entity == null ? 0 : entity.getContentLength();
    Announced announced = announced(response, length);
    try {
      if (!receiver.begin(announced.head())) {
        exchange.stop();
        return Fetcher.Outcome.STOPPED;
      }
    } catch (IOException | RuntimeException e) {
      throw refused(e);
    } catch (Error e) {
      exchange.abandon();
      throw e;
    }
    return entity == null ? announced.outcome() : push(entity, announced);
  }

  private Fetcher.Outcome push(HttpEntity entity, Announced announced) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    long position = announced.head().offset();
    // Not closed here: closing reads the rest; the client releases the connection itself.
    InputStream body = entity.getContent();
    while (true) {
      int count = body.read(buffer);
      if (count < 0) {
        break;
      }
      position += count;
      try {
        if (!receiver.accept(ByteBuffer.wrap(buffer, 0, count))) {
          exchange.stop();
          return Fetcher.Outcome.STOPPED;
        }
      } catch (IOException | RuntimeException e) {
        throw refused(e);
      } catch (Error e) {
        exchange.abandon();
        throw e;
      }
    }
    OptionalLong end = announced.end();
    if (end.isPresent() && position < end.getAsLong()) {
      throw failure(
          Fetcher.Reason.BROKEN,
          "the transfer ended after " + position + " of " + end.getAsLong() + " bytes");
    }
    return announced.outcome();
  }

  private Announced announced(ClassicHttpResponse response, long length) throws IOException {
    Location location = exchange.location();
    Fetcher.Request request = exchange.request();
    Optional<String> validator = strongTag(response);
    if (response.getCode() != HttpStatus.SC_PARTIAL_CONTENT) {
      OptionalLong total = length < 0 ? OptionalLong.empty() : OptionalLong.of(length);
      return new Announced(
          new Fetcher.Head(location, 0, total, validator, isDivisible(response)),
          total,
          length < 0 && !isChunked(response) ? Fetcher.Outcome.ENDED : Fetcher.Outcome.COMPLETE);
    }
    Header header = response.getFirstHeader(HttpHeaders.CONTENT_RANGE);
    Matcher range = CONTENT_RANGE.matcher(header == null ? "" : String.valueOf(header.getValue()));
    if (!range.matches()
        || Long.parseLong(range.group(1)) != request.offset()
        || Long.parseLong(range.group(2)) < request.offset()) {
      exchange.abandon();
      throw failure(
          Fetcher.Reason.RANGE_REFUSED, "the server sent another part than the one asked for");
    }
    boolean isKnown = !range.group(3).equals("*");
    OptionalLong total =
        isKnown ? OptionalLong.of(Long.parseLong(range.group(3))) : OptionalLong.empty();
    long wanted = Math.min(request.end().orElse(Long.MAX_VALUE), total.orElse(Long.MAX_VALUE));
    // It may be less than what was asked for; where it is more, the rest need not come.
    long end = Math.min(wanted, Long.parseLong(range.group(2)) + 1);
    return new Announced(
        new Fetcher.Head(location, request.offset(), total, validator, true),
        OptionalLong.of(end),
        end < wanted ? Fetcher.Outcome.PART : Fetcher.Outcome.COMPLETE);
  }

  private static boolean isChunked(ClassicHttpResponse response) {
    HttpEntity entity = response.getEntity();
    return entity != null && entity.isChunked();
  }

  private static boolean isDivisible(ClassicHttpResponse response) {
    Header ranges = response.getFirstHeader(HttpHeaders.ACCEPT_RANGES);
    return ranges != null && "bytes".equalsIgnoreCase(ranges.getValue());
  }

  /** A weak tag does not promise the same bytes (RFC 9110, 8.8.3). */
  private static Optional<String> strongTag(ClassicHttpResponse response) {
    Header tag = response.getFirstHeader(HttpHeaders.ETAG);
    return tag == null || tag.getValue() == null || tag.getValue().startsWith("W/")
        ? Optional.empty()
        : Optional.of(tag.getValue());
  }

  private void refuseEncoding(ClassicHttpResponse response) throws IOException {
    List<String> encodings =
        Arrays.stream(response.getHeaders(HttpHeaders.CONTENT_ENCODING))
            .flatMap(
                header ->
                    Stream.of(Objects.requireNonNullElse(header.getValue(), "").split(",", -1)))
            .map(String::strip)
            .filter(name -> !name.isEmpty() && !name.equalsIgnoreCase("identity"))
            .toList();
    if (encodings.size() > 1 || encodings.stream().anyMatch(name -> !isTheFileItself(name))) {
      exchange.abandon();
      throw failure(
          Fetcher.Reason.REFUSED,
          "the server encodes the bytes as "
              + String.join(", ", encodings)
              + ", though not asked to");
    }
  }

  /**
   * Many servers, as Apache's is often configured, say of a file which is packed with gzip that
   * they encode it so. Since they were asked not to, its bytes are taken as they are; whether these
   * are the right ones, their digest tells.
   */
  private boolean isTheFileItself(String encoding) {
    String name = encoding.strip().toLowerCase(Locale.ROOT);
    return (name.equals("gzip") || name.equals("x-gzip"))
        && Stream.of(exchange.location(), exchange.request().location())
            .map(location -> String.valueOf(location.uri().getPath()).toLowerCase(Locale.ROOT))
            .anyMatch(path -> path.endsWith(".gz") || path.endsWith(".tgz"));
  }

  private Fetcher.Failure failure(Fetcher.Reason reason, String message) {
    return new Fetcher.Failure(reason, exchange.location(), message, Optional.empty());
  }

  private ReceiverRefusal refused(Exception e) {
    exchange.abandon();
    return new ReceiverRefusal(e);
  }

  /**
   * What an answer promises.
   *
   * @param end up to where bytes have to come: a server may send more than was asked for, but not
   *     less than it says
   * @param outcome what it is when they have
   */
  private record Announced(Fetcher.Head head, OptionalLong end, Fetcher.Outcome outcome) {}

  /** Carries what the receiver has thrown through the client, which wraps some exceptions. */
  static final class ReceiverRefusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ReceiverRefusal(Exception refusal) {
      super(refusal);
    }

    /** What the receiver has thrown; thrown here itself when it is unchecked. */
    IOException refusal() {
      if (getCause() instanceof IOException e) {
        return e;
      }
      throw (RuntimeException) Objects.requireNonNull(getCause());
    }
  }
}
