package org.pumaguard.models.server.http;

import io.undertow.server.HttpServerExchange;
import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/** Receives each completed request. Thread-safe. */
public interface AccessLog extends AutoCloseable {

  /** Records a completed request. Does not fail. */
  void write(HttpServerExchange exchange, Duration duration);

  @Override
  void close();

  /**
   * A log of one JSON object per line.
   *
   * @param file is appended to; {@code -} means standard output
   */
  static AccessLog open(Path file) throws IOException {
    return new JsonAccessLog(
        file.toString().equals("-")
            ? new BufferedWriter(
                new OutputStreamWriter(
                    new FileOutputStream(FileDescriptor.out), StandardCharsets.UTF_8))
            : Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
  }

  /** Discards all requests. */
  static AccessLog none() {
    return new AccessLog() {
      @Override
      public void write(HttpServerExchange exchange, Duration duration) {}

      @Override
      public void close() {}
    };
  }
}
