package org.pumaguard.models.server.web;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.ETag;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.pumaguard.models.domain.api.StoredRange;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.server.http.FileSender;
import org.pumaguard.models.server.http.ImfDate;
import org.pumaguard.models.server.http.PathSegment;
import org.pumaguard.models.server.http.Preconditions;
import org.pumaguard.models.server.http.Problem;
import org.pumaguard.models.server.http.RequestedRange;

/**
 * The response with verified content: validators, preconditions, ranges.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110">RFC 9110, ranges and preconditions</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9530">RFC 9530, digest fields</a>
 */
final class ContentResponse {

  private static final HttpString REPR_DIGEST = new HttpString("Repr-Digest");

  private static final HttpString ACCEL_BUFFERING = new HttpString("X-Accel-Buffering");
  private static final long NANOS = 1_000_000_000;

  /** Earlier times come from a clock that was not set. */
  private static final Instant EARLIEST = Instant.parse("2020-01-01T00:00:00Z");

  private final HttpServerExchange exchange;
  private final String name;
  private final StoredRange content;
  private final FileChannel file;
  private final ETag etag;
  private final Optional<Instant> modified;

  /**
   * A response that is not sent yet.
   *
   * @param name of the content, for the client
   * @param file the open file of the content; sending closes it
   */
  ContentResponse(HttpServerExchange exchange, String name, StoredRange content, FileChannel file) {
    this.exchange = exchange;
    this.name = name;
    this.content = content;
    this.file = file;
    this.etag = new ETag(false, content.sha256().hex());
    this.modified = modified(content.fingerprint());
  }

  /**
   * When the content got its name, in whole seconds: the ctime, because a rollback gives the name
   * to a file with an older mtime. Empty if the clock of that time or of now is wrong, since a date
   * that moves backwards makes clients keep another version.
   */
  static Optional<Instant> modified(Fingerprint fingerprint) {
    Instant changed = Instant.ofEpochSecond(Math.floorDiv(fingerprint.ctime(), NANOS));
    return changed.isBefore(EARLIEST) || changed.isAfter(Instant.now())
        ? Optional.empty()
        : Optional.of(changed);
  }

  /**
   * Sends the content, a part of it, or the status that the request's conditions require.
   *
   * @param sent receives the number of bytes that were sent, several times for long content
   */
  void send(String cacheControl, LongConsumer sent) throws IOException {
    byte[] digest = HexFormat.of().parseHex(content.sha256().hex());
    exchange
        .getResponseHeaders()
        .put(Headers.ETAG, etag.toString())
        .put(REPR_DIGEST, "sha-256=:" + Base64.getEncoder().encodeToString(digest) + ":")
        .put(Headers.ACCEPT_RANGES, "bytes")
        .put(Headers.CACHE_CONTROL, cacheControl);
    modified.ifPresent(
        date -> exchange.getResponseHeaders().put(Headers.LAST_MODIFIED, ImfDate.of(date)));
    if (!Preconditions.isAccepted(exchange, etag, modified)) {
      refuse(
          StatusCodes.PRECONDITION_FAILED,
          name + ": the condition of the request excludes the current version, ETag " + etag);
    } else if (!Preconditions.isModified(exchange, etag, modified)) {
      end(StatusCodes.NOT_MODIFIED);
    } else {
      sendRange(requestedRange(), sent);
    }
  }

  private void sendRange(RequestedRange requested, LongConsumer sent) throws IOException {
    long length = content.range().length();
    if (requested instanceof RequestedRange.Unsatisfiable) {
      exchange.getResponseHeaders().put(Headers.CONTENT_RANGE, "bytes */" + length);
      refuse(
          StatusCodes.REQUEST_RANGE_NOT_SATISFIABLE,
          name + ": range outside the " + length + " bytes");
      return;
    }
    putDescription();
    ByteRange range = new ByteRange(0, length);
    if (requested instanceof RequestedRange.Part part) {
      range = part.range();
      exchange.setStatusCode(StatusCodes.PARTIAL_CONTENT);
      exchange
          .getResponseHeaders()
          .put(
              Headers.CONTENT_RANGE,
              "bytes " + range.offset() + "-" + (range.end() - 1) + "/" + length);
    }
    sendBody(new ByteRange(content.range().offset() + range.offset(), range.length()), sent);
  }

  /** nginx would buffer up to 1 GiB and then stop reading, until the transfer times out. */
  private void putDescription() {
    exchange
        .getResponseHeaders()
        .put(ACCEL_BUFFERING, "no")
        .put(Headers.CONTENT_TYPE, "application/octet-stream")
        .put(
            Headers.CONTENT_DISPOSITION,
            "attachment; filename*=UTF-8''" + PathSegment.encode(name));
  }

  /** A range applies to GET only, and only if {@code If-Range} is absent or names this version. */
  private RequestedRange requestedRange() {
    String range = exchange.getRequestHeaders().getFirst(Headers.RANGE);
    // In the second of the change, another version may still get the same date.
    Optional<Instant> past = modified.filter(date -> date.isBefore(Instant.now().minusSeconds(1)));
    return range != null
            && exchange.getRequestMethod().equals(Methods.GET)
            && Preconditions.isSameVersion(exchange, etag, past)
        ? RequestedRange.parse(range, content.range().length())
        : new RequestedRange.Whole();
  }

  private void sendBody(ByteRange range, LongConsumer sent) throws IOException {
    if (exchange.getRequestMethod().equals(Methods.HEAD)) {
      exchange.setResponseContentLength(range.length());
      end(exchange.getStatusCode());
    } else {
      FileSender.start(exchange, file, range, sent);
    }
  }

  private void end(int status) throws IOException {
    file.close();
    exchange.setStatusCode(status);
    exchange.endExchange();
  }

  private void refuse(int status, String detail) throws IOException {
    file.close();
    Problem.send(exchange, status, detail, "");
  }
}
