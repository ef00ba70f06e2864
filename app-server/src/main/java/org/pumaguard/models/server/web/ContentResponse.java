package org.pumaguard.models.server.web;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.ETag;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import org.pumaguard.models.domain.api.StoredRange;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.server.http.FileSender;
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

  private final HttpServerExchange exchange;
  private final String name;
  private final StoredRange content;
  private final FileChannel file;
  private final ETag etag;

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
  }

  /** Sends the content, a part of it, or the status that the request's conditions require. */
  void send(String cacheControl) throws IOException {
    byte[] digest = HexFormat.of().parseHex(content.sha256().hex());
    exchange
        .getResponseHeaders()
        .put(Headers.ETAG, etag.toString())
        .put(REPR_DIGEST, "sha-256=:" + Base64.getEncoder().encodeToString(digest) + ":")
        .put(Headers.ACCEPT_RANGES, "bytes")
        .put(Headers.CACHE_CONTROL, cacheControl);
    if (!Preconditions.isAccepted(exchange, etag)) {
      refuse(
          StatusCodes.PRECONDITION_FAILED,
          name + ": If-Match does not list the current ETag " + etag);
    } else if (!Preconditions.isModified(exchange, etag)) {
      end(StatusCodes.NOT_MODIFIED);
    } else {
      sendRange(requestedRange());
    }
  }

  private void sendRange(RequestedRange requested) throws IOException {
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
    sendBody(new ByteRange(content.range().offset() + range.offset(), range.length()));
  }

  private void putDescription() {
    String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    exchange
        .getResponseHeaders()
        .put(Headers.CONTENT_TYPE, "application/octet-stream")
        .put(Headers.CONTENT_DISPOSITION, "attachment; filename*=UTF-8''" + encoded);
  }

  /** A range applies to GET only, and only if {@code If-Range} is absent or names this version. */
  private RequestedRange requestedRange() {
    String range = exchange.getRequestHeaders().getFirst(Headers.RANGE);
    String condition = exchange.getRequestHeaders().getFirst(Headers.IF_RANGE);
    boolean applies = condition == null || condition.strip().equals(etag.toString());
    return range != null && applies && exchange.getRequestMethod().equals(Methods.GET)
        ? RequestedRange.parse(range, content.range().length())
        : new RequestedRange.Whole();
  }

  private void sendBody(ByteRange range) throws IOException {
    if (exchange.getRequestMethod().equals(Methods.HEAD)) {
      exchange.setResponseContentLength(range.length());
      end(exchange.getStatusCode());
    } else {
      FileSender.start(exchange, file, range);
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
