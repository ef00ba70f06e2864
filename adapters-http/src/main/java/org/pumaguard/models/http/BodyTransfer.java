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

/** Pushes the body of a response to a receiver. */
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

  /**
   * Pushes the body, completely or as far as the receiver wants it.
   *
   * @throws ReceiverException if the receiver throws an exception
   */
  Fetcher.Outcome push(ClassicHttpResponse response) throws IOException {
    checkEncoding(response);
    HttpEntity entity = response.getEntity();
    long length = entity == null ? 0 : entity.getContentLength();
    Announcement announced = readHead(response, length);
    exchange.progress().start(announced.head().offset(), announced.end());
    try {
      if (!receiver.begin(announced.head())) {
        exchange.stop();
        return Fetcher.Outcome.STOPPED;
      }
    } catch (IOException | RuntimeException e) {
      throw receiverFailed(e);
    } catch (Error e) {
      exchange.abandon();
      throw e;
    }
    return entity == null ? announced.outcome() : push(entity, announced);
  }

  private Fetcher.Outcome push(HttpEntity entity, Announcement announced) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    // Not closed here, since closing reads the rest; the client releases the connection.
    InputStream body = entity.getContent();
    while (true) {
      int count = body.read(buffer);
      if (count < 0) {
        break;
      }
      exchange.progress().add(count);
      try {
        if (!receiver.accept(ByteBuffer.wrap(buffer, 0, count))) {
          exchange.stop();
          return Fetcher.Outcome.STOPPED;
        }
      } catch (IOException | RuntimeException e) {
        throw receiverFailed(e);
      } catch (Error e) {
        exchange.abandon();
        throw e;
      }
    }
    if (exchange.progress().isIncomplete()) {
      throw failure(Fetcher.Reason.BROKEN, "response ended after " + exchange.progress());
    }
    return announced.outcome();
  }

  private Announcement readHead(ClassicHttpResponse response, long length) throws IOException {
    Location location = exchange.location();
    Fetcher.Request request = exchange.request();
    Optional<String> validator = strongTag(response);
    if (response.getCode() != HttpStatus.SC_PARTIAL_CONTENT) {
      OptionalLong total = length < 0 ? OptionalLong.empty() : OptionalLong.of(length);
      return new Announcement(
          new Fetcher.Head(location, 0, total, validator, acceptsRanges(response)),
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
          Fetcher.Reason.RANGE_REFUSED, "Content-Range does not match the requested range");
    }
    boolean isKnown = !range.group(3).equals("*");
    OptionalLong total =
        isKnown ? OptionalLong.of(Long.parseLong(range.group(3))) : OptionalLong.empty();
    long wanted = Math.min(request.end().orElse(Long.MAX_VALUE), total.orElse(Long.MAX_VALUE));
    // The server may send a shorter range than requested. A longer one may end early.
    long end = Math.min(wanted, Long.parseLong(range.group(2)) + 1);
    return new Announcement(
        new Fetcher.Head(location, request.offset(), total, validator, true),
        OptionalLong.of(end),
        end < wanted ? Fetcher.Outcome.PART : Fetcher.Outcome.COMPLETE);
  }

  private static boolean isChunked(ClassicHttpResponse response) {
    HttpEntity entity = response.getEntity();
    return entity != null && entity.isChunked();
  }

  private static boolean acceptsRanges(ClassicHttpResponse response) {
    Header ranges = response.getFirstHeader(HttpHeaders.ACCEPT_RANGES);
    return ranges != null && "bytes".equalsIgnoreCase(ranges.getValue());
  }

  /** Empty for a weak entity tag, which does not guarantee equal bytes (RFC 9110, 8.8.3). */
  private static Optional<String> strongTag(ClassicHttpResponse response) {
    Header tag = response.getFirstHeader(HttpHeaders.ETAG);
    return tag == null || tag.getValue() == null || tag.getValue().startsWith("W/")
        ? Optional.empty()
        : Optional.of(tag.getValue());
  }

  private void checkEncoding(ClassicHttpResponse response) throws IOException {
    List<String> encodings =
        Arrays.stream(response.getHeaders(HttpHeaders.CONTENT_ENCODING))
            .flatMap(
                header ->
                    Stream.of(Objects.requireNonNullElse(header.getValue(), "").split(",", -1)))
            .map(String::strip)
            .filter(name -> !name.isEmpty() && !name.equalsIgnoreCase("identity"))
            .toList();
    if (encodings.size() > 1 || encodings.stream().anyMatch(name -> !isStoredCompressed(name))) {
      exchange.abandon();
      throw failure(
          Fetcher.Reason.REFUSED, "unsupported Content-Encoding: " + String.join(", ", encodings));
    }
  }

  /**
   * True if the file itself is compressed. Many servers, such as Apache with a common
   * configuration, send {@code Content-Encoding: gzip} for a {@code .gz} file. Its bytes are pushed
   * unchanged; the digest check detects wrong ones.
   */
  private boolean isStoredCompressed(String encoding) {
    String name = encoding.strip().toLowerCase(Locale.ROOT);
    return (name.equals("gzip") || name.equals("x-gzip"))
        && Stream.of(exchange.location(), exchange.request().location())
            .map(location -> String.valueOf(location.uri().getPath()).toLowerCase(Locale.ROOT))
            .anyMatch(path -> path.endsWith(".gz") || path.endsWith(".tgz"));
  }

  private Fetcher.Failure failure(Fetcher.Reason reason, String message) {
    return new Fetcher.Failure(reason, exchange.location(), message, Optional.empty());
  }

  private ReceiverException receiverFailed(Exception e) {
    exchange.abandon();
    return new ReceiverException(e);
  }

  /**
   * What the head of a response announces.
   *
   * @param end the offset after the last byte; fewer bytes are a failure
   * @param outcome if all announced bytes are received
   */
  private record Announcement(Fetcher.Head head, OptionalLong end, Fetcher.Outcome outcome) {}

  /** Carries an exception of the receiver through HttpClient, which wraps some exceptions. */
  static final class ReceiverException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ReceiverException(Exception cause) {
      super(cause);
    }

    /** Returns the IOException of the receiver, or throws its unchecked exception. */
    IOException unwrap() {
      if (getCause() instanceof IOException e) {
        return e;
      }
      throw (RuntimeException) Objects.requireNonNull(getCause());
    }
  }
}
