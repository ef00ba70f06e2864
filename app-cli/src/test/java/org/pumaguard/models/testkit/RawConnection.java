package org.pumaguard.models.testkit;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A connection to a server over which a test sends exactly what it wants to, and reads exactly what
 * comes. Nothing for so long that no test would wait for it ends in an exception.
 */
public final class RawConnection implements AutoCloseable {

  private static final int PATIENCE_MILLIS = 60_000;

  private final Socket socket = new Socket();
  private final InputStream in;
  private final String host;

  public RawConnection(URI server) throws IOException {
    this(server, 0);
  }

  /**
   * A connection that buffers little while the test does not read.
   *
   * @param receiveBuffer in bytes; 0 for what the system does
   */
  public RawConnection(URI server, int receiveBuffer) throws IOException {
    if (receiveBuffer > 0) {
      socket.setReceiveBufferSize(receiveBuffer);
    }
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.connect(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getPort()), PATIENCE_MILLIS);
    in = new BufferedInputStream(socket.getInputStream());
    host = "127.0.0.1:" + server.getPort();
  }

  /** Sends a request without a body, and reads all of the answer. */
  public Answer ask(String method, String target, String... headers) throws IOException {
    send(method, target, headers);
    return read(!method.equals("HEAD"));
  }

  /**
   * Sends a request without a body; it has the right host unless there is one among the headers.
   */
  public void send(String method, String target, String... headers) throws IOException {
    StringBuilder request = new StringBuilder();
    request.append(method).append(' ').append(target).append(" HTTP/1.1\r\n");
    if (!List.of(headers).stream().anyMatch(header -> header.startsWith("Host:"))) {
      request.append("Host: ").append(host).append("\r\n");
    }
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    raw(request.append("\r\n").toString());
  }

  public void raw(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }

  /** Reads an answer; interim ones are passed over, and counted. */
  public Answer read(boolean hasBody) throws IOException {
    int interim = 0;
    Answer head = head();
    while (head.status < 200) {
      interim++;
      head = head();
    }
    byte[] body = new byte[0];
    if (hasBody && head.status != 304 && head.status != 204) {
      body = body(head);
    }
    return new Answer(head.status, head.headers, body, interim);
  }

  /** Reads an answer's head. */
  public Answer head() throws IOException {
    String first = line();
    List<String> headers = new ArrayList<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      headers.add(line);
    }
    return new Answer(Integer.parseInt(first.substring(9, 12)), headers, new byte[0], 0);
  }

  private byte[] body(Answer head) throws IOException {
    if (head.header("Transfer-Encoding").isPresent()) {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      for (int n = Integer.parseInt(line(), 16); n > 0; n = Integer.parseInt(line(), 16)) {
        all.write(bytes(n));
        line();
      }
      line();
      return all.toByteArray();
    }
    return bytes(Integer.parseInt(head.header("Content-Length").orElseThrow()));
  }

  /** Reads this many bytes. */
  public byte[] bytes(int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException("the connection ended after " + bytes.length + " of " + count);
    }
    return bytes;
  }

  /** Reads to the end of the connection, and returns the number of bytes. */
  public long toTheEnd() {
    long count = 0;
    byte[] buffer = new byte[1 << 16];
    try {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        count += n;
      }
    } catch (java.net.SocketTimeoutException e) {
      throw new AssertionError("the connection is left open", e);
    } catch (IOException e) {
      // A reset is an end, too.
      return count;
    }
    return count;
  }

  /** Reads a line, which ends with CR LF or LF. */
  public String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the connection ended after '" + line + "'");
      }
      if (c != '\r') {
        line.write(c);
      }
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /**
   * What came.
   *
   * @param headers whole lines
   * @param interim how many interim answers came before
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  public record Answer(int status, List<String> headers, byte[] body, int interim) {

    /** The value of a header that is there once at most. */
    public Optional<String> header(String name) {
      String start = name.toLowerCase(Locale.ROOT) + ":";
      List<String> found =
          headers.stream()
              .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
              .map(line -> line.substring(start.length()).strip())
              .toList();
      if (found.size() > 1) {
        throw new AssertionError(name + " is there more than once: " + headers);
      }
      return found.stream().findFirst();
    }

    public String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    public Map<String, Object> json() throws IOException {
      return JSON.std.mapFrom(text());
    }

    @Override
    public String toString() {
      return status + " " + headers + (body.length < 2000 ? " " + text() : "");
    }
  }
}
