package org.pumaguard.models.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One answer of a {@link FaultyServer}: the right one (RFC 9110), then spoilt by a fault. */
final class Reply {

  private static final int CHUNK_BYTES = 16 * 1024;
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d{1,18})-");

  private final byte[] content;
  private final FaultyServer.Request request;
  private final Fault fault;
  private final AtomicLong bytesSent;

  Reply(byte[] content, FaultyServer.Request request, Fault fault, AtomicLong bytesSent) {
    this.content = content;
    this.request = request;
    this.fault = fault;
    this.bytesSent = bytesSent;
  }

  static byte[] empty(int status, List<String> headers) {
    List<String> all = new ArrayList<>(List.of("Content-Length: 0"));
    all.addAll(headers);
    return head(status, all);
  }

  void send(OutputStream out) throws IOException {
    if (fault.stallAfter().orElse(0) < 0) {
      return;
    }
    if (fault.status().isPresent()) {
      out.write(empty(fault.status().getAsInt(), fault.headers()));
      return;
    }
    String tag = FaultyServer.tagOf(content);
    if (request.header("If-None-Match").filter(tag::equals).isPresent() && !fault.ignoresRange()) {
      out.write(head(304, List.of("ETag: " + tag)));
      return;
    }
    int from = begin(tag);
    if (from > content.length) {
      out.write(empty(416, List.of("Content-Range: bytes */" + content.length)));
      return;
    }
    List<String> headers = new ArrayList<>(List.of("ETag: " + tag));
    headers.add(
        fault.isChunked()
            ? "Transfer-Encoding: chunked"
            : "Content-Length: " + (content.length - from));
    boolean isPart = from > 0;
    if (isPart) {
      headers.add(
          "Content-Range: bytes " + from + "-" + (content.length - 1) + "/" + content.length);
    }
    out.write(head(isPart ? 206 : 200, replaced(headers, fault.headers())));
    sendBody(out, from);
  }

  private int begin(String tag) {
    Matcher range = RANGE.matcher(request.header("Range").orElse(""));
    boolean isStale = request.header("If-Range").filter(known -> !known.equals(tag)).isPresent();
    return !range.matches() || isStale || fault.ignoresRange()
        ? 0
        : Integer.parseInt(range.group(1));
  }

  private void sendBody(OutputStream out, int from) throws IOException {
    byte[] body = Arrays.copyOfRange(content, from, content.length);
    fault.flipAt().ifPresent(at -> flip(body, at - from));
    long most = Math.min(fault.dropAfter().orElse(body.length), body.length);
    long length = Math.min(fault.stallAfter().orElse(most), most);
    for (int at = 0; at < length; at += CHUNK_BYTES) {
      sendChunk(out, body, at, (int) Math.min(CHUNK_BYTES, length - at));
    }
    byte[] more = new byte[CHUNK_BYTES];
    while (fault.isEndless()) {
      sendChunk(out, more, 0, more.length);
    }
    if (fault.isChunked() && length == body.length) {
      out.write(text("0\r\n\r\n"));
    }
    out.flush();
  }

  private void sendChunk(OutputStream out, byte[] bytes, int at, int count) throws IOException {
    if (fault.isChunked()) {
      out.write(text(Integer.toHexString(count) + "\r\n"));
    }
    out.write(bytes, at, count);
    if (fault.isChunked()) {
      out.write(text("\r\n"));
    }
    bytesSent.addAndGet(count);
  }

  private static void flip(byte[] body, long at) {
    if (at >= 0 && at < body.length) {
      body[(int) at] ^= (byte) 0xff;
    }
  }

  private static List<String> replaced(List<String> headers, List<String> others) {
    List<String> all = new ArrayList<>(headers);
    for (String other : others) {
      String name = other.substring(0, other.indexOf(':') + 1).toLowerCase(Locale.ROOT);
      all.removeIf(header -> header.toLowerCase(Locale.ROOT).startsWith(name));
      all.add(other);
    }
    return all;
  }

  private static byte[] head(int status, List<String> headers) {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    head.writeBytes(text("HTTP/1.1 " + status + " Status\r\nConnection: close\r\n"));
    headers.forEach(header -> head.writeBytes(text(header + "\r\n")));
    head.writeBytes(text("\r\n"));
    return head.toByteArray();
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
