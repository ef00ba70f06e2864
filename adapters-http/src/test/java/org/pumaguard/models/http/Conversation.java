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

/** The requests and answers on one connection of a {@link FaultyServer}. */
final class Conversation {

  private final Socket connection;
  private final BufferedReader reader;
  private final boolean keepsAlive;

  Conversation(Socket connection, boolean keepsAlive) throws IOException {
    this.connection = connection;
    this.keepsAlive = keepsAlive;
    reader =
        new BufferedReader(
            new InputStreamReader(connection.getInputStream(), StandardCharsets.ISO_8859_1));
  }

  /**
   * Answers until one side ends it.
   *
   * @param drafts what to answer; empty where nothing is
   * @param ways a way to the client for each answer
   */
  void run(Function<FaultyServer.Request, Optional<Draft>> drafts, Ways ways) throws IOException {
    Reply.End end = Reply.End.OPEN;
    while (end == Reply.End.OPEN) {
      FaultyServer.Request request = read();
      Optional<Draft> draft = drafts.apply(request);
      Outflow out = ways.open(connection.getOutputStream(), request.path());
      try {
        end = draft.isPresent() ? new Reply(draft.get(), keepsAlive).send(out) : notFound(out);
        if (end == Reply.End.STALLED) {
          awaitGone();
        }
      } finally {
        out.end();
      }
    }
    connection.shutdownOutput();
  }

  private static Reply.End notFound(Outflow out) throws IOException {
    out.end();
    out.send(Reply.notFound());
    return Reply.End.CLOSED;
  }

  /** A client that gives up ends the connection; one that says more is not listened to. */
  private void awaitGone() throws IOException {
    reader.transferTo(Writer.nullWriter());
  }

  private FaultyServer.Request read() throws IOException {
    String[] first = line().split(" ", 3);
    if (first.length < 3) {
      throw new IOException("this is not HTTP");
    }
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String line = line(); !line.isEmpty(); line = line()) {
      String[] field = line.split(":", 2);
      headers.put(field[0], field[field.length - 1].strip());
    }
    return new FaultyServer.Request(first[0].toUpperCase(Locale.ROOT), first[1], headers);
  }

  private String line() throws IOException {
    String line = reader.readLine();
    if (line == null) {
      throw new IOException("the client has gone");
    }
    return line;
  }

  /** Opens a way to the client. */
  interface Ways {
    Outflow open(OutputStream stream, String path);
  }
}
