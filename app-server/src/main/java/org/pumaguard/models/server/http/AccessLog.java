package org.pumaguard.models.server.http;

import io.undertow.server.HttpServerExchange;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;

/** Receives each completed request. Thread-safe. */
public interface AccessLog extends AutoCloseable {

  /** Records a completed request. Does not fail. */
  void write(HttpServerExchange exchange, Duration duration);

  @Override
  void close();

  /**
   * Opens the file again under its name, after it was renamed or removed. If that fails, the log
   * goes on in the file that is open. Does not fail.
   */
  void reopen();

  /**
   * A log of one JSON object per line.
   *
   * @param file is appended to; {@code -} means standard output
   * @throws UncheckedIOException if the file cannot be opened
   */
  static AccessLog open(Path file) {
    try {
      return new JsonAccessLog(
          file.toString().equals("-")
              ? () -> new UnclosedOutput(new FileOutputStream(FileDescriptor.out))
              : () -> new FileOutputStream(file.toFile(), true));
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": " + e, e);
    }
  }

  /** Discards all requests. */
  static AccessLog none() {
    return new AccessLog() {
      @Override
      public void write(HttpServerExchange exchange, Duration duration) {}

      @Override
      public void reopen() {}

      @Override
      public void close() {}
    };
  }

  /** Standard output, which a log does not close. */
  final class UnclosedOutput extends FilterOutputStream {

    private UnclosedOutput(OutputStream output) {
      super(output);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void close() {}
  }
}
