package org.pumaguard.models.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.zip.ZipException;
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
    InputStream raw = entity.getContent();
    InputStream body = announced.decodes() ? decoded(raw, announced.encoding()) : raw;
    while (true) {
      int count =
          announced.decodes() ? readDecoded(body, buffer, announced.encoding()) : body.read(buffer);
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
    if (!announced.decodes() && exchange.progress().isIncomplete()) {
      throw failure(Fetcher.Reason.BROKEN, "response ended after " + exchange.progress());
    }
    return announced.outcome();
  }

  private Announcement readHead(ClassicHttpResponse response, long length) throws IOException {
    Location location = exchange.location();
    Fetcher.Request request = exchange.request();
    Optional<String> validator = strongTag(response);
    ContentEncoding encoding = ContentEncoding.of(response);
    boolean decodes =
        request.form().decoded() && !encoding.names().isEmpty() && encoding.isDecodable();
    Optional<ContentRange> range = ContentRange.of(response);
    if (!isPart(response, range, length)) {
      OptionalLong total = length < 0 || decodes ? OptionalLong.empty() : OptionalLong.of(length);
      return new Announcement(
          new Fetcher.Head(
              location,
              0,
              total,
              validator,
              encoding.names().isEmpty() && acceptsRanges(response),
              encoding.told()),
          total,
          length < 0 && !isChunked(response) && !decodes
              ? Fetcher.Outcome.ENDED
              : Fetcher.Outcome.COMPLETE,
          encoding,
          decodes);
    }
    boolean isPart = request.offset() > 0 || request.end().isPresent();
    // No range is requested of what is to be decoded.
    if ((isPart && request.form().decoded())
        || range.isEmpty()
        || range.get().first() != request.offset()) {
      exchange.abandon();
      throw failure(
          Fetcher.Reason.RANGE_REFUSED, "Content-Range does not match the requested range");
    }
    OptionalLong total = range.get().total();
    long wanted = Math.min(request.end().orElse(Long.MAX_VALUE), total.orElse(Long.MAX_VALUE));
    // The server may send a shorter range than requested. A longer one may end early.
    long end = Math.min(wanted, range.get().end());
    return new Announcement(
        new Fetcher.Head(
            location,
            request.offset(),
            total,
            validator,
            encoding.names().isEmpty(),
            encoding.told()),
        OptionalLong.of(end),
        end < wanted ? Fetcher.Outcome.PART : Fetcher.Outcome.COMPLETE,
        encoding,
        false);
  }

  /**
   * Whether the body is a part. Some servers send parts with status 200.
   *
   * @throws Fetcher.Failure if that cannot be told
   */
  private boolean isPart(ClassicHttpResponse response, Optional<ContentRange> range, long length)
      throws Fetcher.Failure {
    if (response.getCode() == HttpStatus.SC_PARTIAL_CONTENT) {
      return true;
    }
    if (range.isEmpty() || range.get().isWhole()) {
      return false;
    }
    if (!range.get().matches(length)) {
      exchange.abandon();
      boolean wantsPart = exchange.request().offset() > 0 || exchange.request().end().isPresent();
      throw failure(
          wantsPart ? Fetcher.Reason.RANGE_REFUSED : Fetcher.Reason.BROKEN,
          "status "
              + response.getCode()
              + " with a Content-Range that does not match the length of the body");
    }
    return true;
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

  private InputStream decoded(InputStream raw, ContentEncoding encoding) throws IOException {
    try {
      return encoding.decode(raw);
    } catch (ZipException e) {
      throw undecodable(encoding, e);
    }
  }

  private int readDecoded(InputStream body, byte[] buffer, ContentEncoding encoding)
      throws IOException {
    try {
      return body.read(buffer);
    } catch (ZipException e) {
      throw undecodable(encoding, e);
    } catch (EOFException e) {
      throw failure(Fetcher.Reason.BROKEN, "response ended inside its Content-Encoding");
    }
  }

  private Fetcher.Failure undecodable(ContentEncoding encoding, ZipException e) {
    exchange.abandon();
    return failure(
        Fetcher.Reason.REFUSED,
        "cannot decode Content-Encoding: "
            + String.join(", ", encoding.names())
            + ": "
            + e.getMessage());
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
   * @param decodes whether the encoding is removed
   */
  private record Announcement(
      Fetcher.Head head,
      OptionalLong end,
      Fetcher.Outcome outcome,
      ContentEncoding encoding,
      boolean decodes) {}

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
