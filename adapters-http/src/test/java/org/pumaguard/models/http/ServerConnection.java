package org.pumaguard.models.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Writer;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** Requests and responses on one connection of a {@link FaultyServer}. */
final class ServerConnection {

  private final Socket connection;
  private final BufferedReader reader;
  private final boolean keepsAlive;

  ServerConnection(Socket connection, boolean keepsAlive) throws IOException {
    this.connection = connection;
    this.keepsAlive = keepsAlive;
    reader =
        new BufferedReader(
            new InputStreamReader(connection.getInputStream(), StandardCharsets.ISO_8859_1));
  }

  /**
   * Serves requests until one side closes the connection.
   *
   * @param planner of responses; empty for 404
   * @param streams creates the stream of each response
   */
  void run(Function<FaultyServer.Request, Optional<PlannedResponse>> planner, StreamFactory streams)
      throws IOException {
    ResponseSender.End end = ResponseSender.End.OPEN;
    while (end == ResponseSender.End.OPEN) {
      FaultyServer.Request request = readRequest();
      Optional<PlannedResponse> response = planner.apply(request);
      ResponseStream out = streams.create(connection.getOutputStream(), request.path());
      try {
        end =
            response.isPresent()
                ? new ResponseSender(response.get(), keepsAlive).send(out)
                : notFound(out);
        if (end == ResponseSender.End.STALLED) {
          awaitClose();
        }
      } finally {
        out.end();
      }
    }
    connection.shutdownOutput();
  }

  private static ResponseSender.End notFound(ResponseStream out) throws IOException {
    out.end();
    out.send(ResponseSender.notFound());
    return ResponseSender.End.CLOSED;
  }

  /** Discards input until the client closes the connection. */
  private void awaitClose() throws IOException {
    reader.transferTo(Writer.nullWriter());
  }

  private FaultyServer.Request readRequest() throws IOException {
    String[] first = readLine().split(" ", 3);
    if (first.length < 3) {
      throw new IOException("malformed request line");
    }
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String line = readLine(); !line.isEmpty(); line = readLine()) {
      String[] field = line.split(":", 2);
      headers.put(field[0], field[field.length - 1].strip());
    }
    return new FaultyServer.Request(first[0].toUpperCase(Locale.ROOT), first[1], headers);
  }

  private String readLine() throws IOException {
    String line = reader.readLine();
    if (line == null) {
      throw new IOException("the client closed the connection");
    }
    return line;
  }

  /** Creates the stream of a response. */
  interface StreamFactory {
    ResponseStream create(OutputStream stream, String path);
  }
}
