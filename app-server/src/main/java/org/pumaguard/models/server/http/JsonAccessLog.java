package org.pumaguard.models.server.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes each completed request as one JSON object on a line. Queries and credentials are omitted.
 * A write error is logged once and does not fail requests. Thread-safe.
 */
final class JsonAccessLog implements AccessLog {

  private static final Logger LOG = LoggerFactory.getLogger(JsonAccessLog.class);

  private final Target target;
  private OutputStream output;
  private boolean hasFailed;

  JsonAccessLog(Target target) throws IOException {
    this.target = target;
    this.output = target.open();
  }

  @Override
  public void write(HttpServerExchange exchange, Duration duration) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("time", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
    object.put("client", String.valueOf(exchange.getSourceAddress().getAddress().getHostAddress()));
    object.put("method", exchange.getRequestMethod().toString());
    object.put("path", exchange.getRequestPath());
    object.put("status", exchange.getStatusCode());
    object.put("bytes", exchange.getResponseBytesSent());
    object.put("millis", duration.toMillis());
    object.put("range", exchange.getRequestHeaders().getFirst(Headers.RANGE));
    object.put("agent", exchange.getRequestHeaders().getFirst(Headers.USER_AGENT));
    append(JsonText.text(object) + "\n");
  }

  /**
   * One write a line, so that lines stay whole if another process appends to the file too. A write
   * that failed may have left the begin of a line.
   */
  private synchronized void append(String line) {
    try {
      output.write((hasFailed ? "\n" + line : line).getBytes(StandardCharsets.UTF_8));
      hasFailed = false;
    } catch (IOException e) {
      if (!hasFailed) {
        LOG.error("cannot write the access log: {}", e.getMessage());
      }
      hasFailed = true;
    }
  }

  @Override
  public synchronized void reopen() {
    try {
      OutputStream opened = target.open();
      close();
      output = opened;
      hasFailed = false;
    } catch (IOException e) {
      LOG.error("cannot reopen the access log: {}", e.getMessage());
    }
  }

  @Override
  public synchronized void close() {
    try {
      output.close();
    } catch (IOException e) {
      LOG.error("cannot close the access log: {}", e.getMessage());
    }
  }

  /** Where the log is written to. */
  interface Target {

    /** Opens it for appending. */
    OutputStream open() throws IOException;
  }
}
