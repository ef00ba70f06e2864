package org.pumaguard.models.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;

/** Sends one response of a {@link FaultyServer}: valid (RFC 9110) except for its faults. */
final class ResponseSender {

  private static final Duration DRIP = Duration.ofMillis(50);

  private final PlannedResponse response;
  private final boolean keepsAlive;

  ResponseSender(PlannedResponse response, boolean keepsAlive) {
    this.response = response;
    this.keepsAlive = keepsAlive;
  }

  static byte[] notFound() {
    return head(404, List.of("Connection: close", "Content-Length: 0"));
  }

  /** Sends the response. */
  End send(ResponseStream out) throws IOException {
    return switch (response.protocol) {
      case HTTP -> sendHttp(out);
      case SILENT -> End.STALLED;
      case HANG_UP -> End.CLOSED;
      case GARBAGE -> {
        out.send(ResponseStream.text("\u0001\u0002 this is not HTTP\r\n".repeat(3)));
        yield End.CLOSED;
      }
      case SLOW_HEAD -> {
        out.send(ResponseStream.text("HTTP/1.1 200 OK\r\nX-Slow: "));
        out.drip(DRIP);
        yield End.CLOSED;
      }
    };
  }

  private End sendHttp(ResponseStream out) throws IOException {
    if (response.status.isPresent()) {
      return sendHead(out, response.status.getAsInt(), List.of("Content-Length: 0"));
    }
    boolean isKnown =
        response.request.header("If-None-Match").isPresent()
            && response.request.header("If-None-Match").equals(response.tag);
    if (isKnown && !response.ignoresRange) {
      return sendHead(out, 304, List.of("ETag: " + response.tag.orElseThrow()));
    }
    RequestedRange range = response.range();
    if (range.isBeyond()) {
      String total = "Content-Range: bytes */" + response.content.length;
      return sendHead(out, 416, List.of("Content-Length: 0", total));
    }
    byte[] body = body(range);
    boolean isHead = response.request.method().equals("HEAD");
    if (isHead || body.length == 0) {
      out.end();
    }
    out.send(head(range.isRanged() ? response.partStatus : 200, headers(range, body.length)));
    return isHead ? end() : sendBody(out, body);
  }

  private End sendHead(ResponseStream out, int status, List<String> headers) throws IOException {
    out.end();
    out.send(head(status, completed(headers)));
    return end();
  }

  private End sendBody(ResponseStream out, byte[] body) throws IOException {
    long limit = Math.min(response.dropAfter.orElse(body.length), body.length);
    int length = (int) Math.min(response.stallAfter.orElse(limit), limit);
    int sent = out.sendBody(body, length, response);
    if (response.isEndless) {
      out.sendEndlessly(response);
    }
    if (response.stallAfter.isPresent() || sent < length) {
      return End.STALLED;
    }
    if (length < body.length) {
      return End.CLOSED;
    }
    if (response.isChunked) {
      out.end();
      out.send(ResponseStream.text("0\r\n\r\n"));
    }
    return end();
  }

  private End end() {
    return keepsAlive && response.lengthError == 0 && !response.closesAfter ? End.OPEN : End.CLOSED;
  }

  private byte[] body(RequestedRange range) {
    byte[] body = Arrays.copyOfRange(response.content, (int) range.begin(), (int) range.end());
    long flipAt = response.flipAt.orElse(-1) - range.begin();
    if (flipAt >= 0 && flipAt < body.length) {
      body[(int) flipAt] ^= (byte) 0xff;
    }
    return response.isGzip ? compressed(body) : body;
  }

  private static byte[] compressed(byte[] bytes) {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return compressed.toByteArray();
  }

  private List<String> headers(RequestedRange range, int length) {
    List<String> headers = new ArrayList<>(List.of("Accept-Ranges: bytes"));
    response.tag.ifPresent(tag -> headers.add("ETag: " + tag));
    response.lastModified.ifPresent(
        date -> headers.add("Last-Modified: " + PlannedResponse.httpDate(date)));
    headers.add(
        response.isChunked
            ? "Transfer-Encoding: chunked"
            : "Content-Length: " + (length + response.lengthError));
    if (response.isGzip) {
      headers.add("Content-Encoding: gzip");
    }
    if (range.isRanged()) {
      headers.add(
          "Content-Range: bytes %d-%d/%d"
              .formatted(
                  range.begin() + response.rangeError,
                  range.end() - 1 + response.rangeError,
                  response.content.length + response.totalError));
    }
    if (response.ignoresRange) {
      headers.remove("Accept-Ranges: bytes");
    }
    return completed(headers);
  }

  private List<String> completed(List<String> headers) {
    List<String> all = new ArrayList<>(headers);
    all.add(keepsAlive ? "Connection: keep-alive" : "Connection: close");
    for (String other : response.headers) {
      remove(all, other.substring(0, other.indexOf(':')));
      all.add(other);
    }
    response.omittedHeaders.forEach(name -> remove(all, name));
    return all;
  }

  private static void remove(List<String> headers, String name) {
    String start = (name + ":").toLowerCase(Locale.ROOT);
    headers.removeIf(header -> header.toLowerCase(Locale.ROOT).startsWith(start));
  }

  private static byte[] head(int status, List<String> headers) {
    String lines = String.join("\r\n", headers);
    return ResponseStream.text("HTTP/1.1 " + status + " Status\r\n" + lines + "\r\n\r\n");
  }

  /** The state of the connection after a response. */
  enum End {
    OPEN,
    CLOSED,
    /** Open without a further byte until the client closes it. */
    STALLED
  }
}
