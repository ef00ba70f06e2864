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

/** Sends one answer of a {@link FaultyServer}: as RFC 9110 says, but for what the draft spoils. */
final class Reply {

  private static final Duration DRIP = Duration.ofMillis(50);

  private final Draft draft;
  private final boolean keepsAlive;

  Reply(Draft draft, boolean keepsAlive) {
    this.draft = draft;
    this.keepsAlive = keepsAlive;
  }

  static byte[] notFound() {
    return head(404, List.of("Connection: close", "Content-Length: 0"));
  }

  /** Sends the answer. */
  End send(Outflow out) throws IOException {
    return switch (draft.manner) {
      case HTTP -> sendHttp(out);
      case SILENT -> End.STALLED;
      case HANG_UP -> End.CLOSED;
      case GARBAGE -> {
        out.send(Outflow.text("\u0001\u0002 this is not HTTP\r\n".repeat(3)));
        yield End.CLOSED;
      }
      case SLOW_HEAD -> {
        out.send(Outflow.text("HTTP/1.1 200 OK\r\nX-Slow: "));
        out.drip(DRIP);
        yield End.CLOSED;
      }
    };
  }

  private End sendHttp(Outflow out) throws IOException {
    if (draft.status.isPresent()) {
      return sendHead(out, draft.status.getAsInt(), List.of("Content-Length: 0"));
    }
    boolean isKnown =
        draft.request.header("If-None-Match").isPresent()
            && draft.request.header("If-None-Match").equals(draft.tag);
    if (isKnown && !draft.ignoresRange) {
      return sendHead(out, 304, List.of("ETag: " + draft.tag.orElseThrow()));
    }
    Part part = draft.part();
    if (part.isBeyond()) {
      String total = "Content-Range: bytes */" + draft.content.length;
      return sendHead(out, 416, List.of("Content-Length: 0", total));
    }
    byte[] body = body(part);
    boolean isHead = draft.request.method().equals("HEAD");
    if (isHead || body.length == 0) {
      out.end();
    }
    out.send(head(part.isRanged() ? 206 : 200, headers(part, body.length)));
    return isHead ? end() : sendBody(out, body);
  }

  private End sendHead(Outflow out, int status, List<String> headers) throws IOException {
    out.end();
    out.send(head(status, completed(headers)));
    return end();
  }

  private End sendBody(Outflow out, byte[] body) throws IOException {
    long most = Math.min(draft.dropAfter.orElse(body.length), body.length);
    int length = (int) Math.min(draft.stallAfter.orElse(most), most);
    int sent = out.sendBody(body, length, draft);
    if (draft.isEndless) {
      out.sendForEver(draft);
    }
    if (draft.stallAfter.isPresent() || sent < length) {
      return End.STALLED;
    }
    if (length < body.length) {
      return End.CLOSED;
    }
    if (draft.isChunked) {
      out.end();
      out.send(Outflow.text("0\r\n\r\n"));
    }
    return end();
  }

  private End end() {
    return keepsAlive && draft.lengthOff == 0 && !draft.closesAfter ? End.OPEN : End.CLOSED;
  }

  private byte[] body(Part part) {
    byte[] body = Arrays.copyOfRange(draft.content, (int) part.begin(), (int) part.end());
    long flipAt = draft.flipAt.orElse(-1) - part.begin();
    if (flipAt >= 0 && flipAt < body.length) {
      body[(int) flipAt] ^= (byte) 0xff;
    }
    return draft.isGzip ? compressed(body) : body;
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

  private List<String> headers(Part part, int length) {
    List<String> headers = new ArrayList<>(List.of("Accept-Ranges: bytes"));
    draft.tag.ifPresent(tag -> headers.add("ETag: " + tag));
    draft.lastModified.ifPresent(date -> headers.add("Last-Modified: " + Draft.httpDate(date)));
    headers.add(
        draft.isChunked
            ? "Transfer-Encoding: chunked"
            : "Content-Length: " + (length + draft.lengthOff));
    if (draft.isGzip) {
      headers.add("Content-Encoding: gzip");
    }
    if (part.isRanged()) {
      headers.add(
          "Content-Range: bytes %d-%d/%d"
              .formatted(
                  part.begin() + draft.rangeOff,
                  part.end() - 1 + draft.rangeOff,
                  draft.content.length + draft.totalOff));
    }
    if (draft.ignoresRange) {
      headers.remove("Accept-Ranges: bytes");
    }
    return completed(headers);
  }

  private List<String> completed(List<String> headers) {
    List<String> all = new ArrayList<>(headers);
    all.add(keepsAlive ? "Connection: keep-alive" : "Connection: close");
    for (String other : draft.headers) {
      remove(all, other.substring(0, other.indexOf(':')));
      all.add(other);
    }
    draft.without.forEach(name -> remove(all, name));
    return all;
  }

  private static void remove(List<String> headers, String name) {
    String start = (name + ":").toLowerCase(Locale.ROOT);
    headers.removeIf(header -> header.toLowerCase(Locale.ROOT).startsWith(start));
  }

  private static byte[] head(int status, List<String> headers) {
    String lines = String.join("\r\n", headers);
    return Outflow.text("HTTP/1.1 " + status + " Status\r\n" + lines + "\r\n\r\n");
  }

  /** In which state an answer leaves its connection. */
  enum End {
    OPEN,
    CLOSED,
    /** Until the client goes away. */
    STALLED
  }
}
