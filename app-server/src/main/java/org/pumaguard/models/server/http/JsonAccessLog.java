package org.pumaguard.models.server.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.io.IOException;
import java.io.Writer;
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

  private final Writer writer;
  private boolean hasFailed;

  JsonAccessLog(Writer writer) {
    this.writer = writer;
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
    String line = JsonText.text(object) + "\n";
    synchronized (writer) {
      try {
        writer.write(line);
        writer.flush();
        hasFailed = false;
      } catch (IOException e) {
        if (!hasFailed) {
          LOG.error("cannot write the access log: {}", e.getMessage());
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
        LOG.error("cannot close the access log: {}", e.getMessage());
      }
    }
  }
}
