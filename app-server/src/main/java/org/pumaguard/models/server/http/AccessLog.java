package org.pumaguard.models.server.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes an object of JSON a line for each request that is over. Neither queries nor headers that
 * may hold secrets are in it. Safe for use by many threads.
 */
public final class AccessLog implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);

  private final Writer writer;
  private boolean hasFailed;

  private AccessLog(Writer writer) {
    this.writer = writer;
  }

  /** One that appends to a file; to standard output where that is called {@code -}. */
  public static AccessLog open(Path file) throws IOException {
    return new AccessLog(
        file.toString().equals("-")
            ? new BufferedWriter(
                new OutputStreamWriter(
                    new FileOutputStream(FileDescriptor.out), StandardCharsets.UTF_8))
            : Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
  }

  void write(HttpServerExchange exchange, Duration took) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("time", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
    object.put("client", String.valueOf(exchange.getSourceAddress().getAddress().getHostAddress()));
    object.put("method", exchange.getRequestMethod().toString());
    object.put("path", exchange.getRequestPath());
    object.put("status", exchange.getStatusCode());
    object.put("bytes", exchange.getResponseBytesSent());
    object.put("millis", took.toMillis());
    object.put("range", exchange.getRequestHeaders().getFirst(Headers.RANGE));
    object.put("agent", exchange.getRequestHeaders().getFirst(Headers.USER_AGENT));
    String line = JsonText.text(object) + "\n";
    synchronized (writer) {
      try {
        writer.write(line);
        writer.flush();
        hasFailed = false;
      } catch (IOException e) {
        // A full disk is no reason to answer nobody; it is said once.
        if (!hasFailed) {
          LOG.error("the access log can't be written: {}", e.getMessage());
        }
        hasFailed = true;
      }
    }
  }

  @Override
  public void close() {
    synchronized (writer) {
      try {
        writer.close();
      } catch (IOException e) {
        LOG.error("the access log can't be closed: {}", e.getMessage());
      }
    }
  }
}
