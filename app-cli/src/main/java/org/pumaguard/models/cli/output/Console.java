package org.pumaguard.models.cli.output;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.pumaguard.models.cli.json.SingleLine;
import org.pumaguard.models.domain.api.CacheException;

/**
 * Standard output and standard error. Results are written at the end, in one go; messages at once.
 */
public final class Console {

  /** The name under which the program speaks. */
  public static final String PROGRAM = "pumaguard-models";

  private final OutputStream out;
  private final PrintStream err;
  private final StringBuilder result = new StringBuilder();
  private volatile boolean quiet;

  public Console(OutputStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  public static Console ofThisProcess() {
    return new Console(
        new FileOutputStream(FileDescriptor.out),
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8));
  }

  public PrintStream err() {
    return err;
  }

  /** From now on only errors are shown. */
  public void beQuiet() {
    quiet = true;
  }

  /** Adds a line to the result. */
  public void line(String text) {
    result.append(text).append('\n');
  }

  /** Adds text to the result as it is. */
  public void text(String text) {
    result.append(text);
  }

  /** Adds a value (maps, lists, text, numbers) to the result as JSON. */
  public void json(Object value) {
    try {
      line(
          JSON.std
              .with(JSON.Feature.PRETTY_PRINT_OUTPUT, JSON.Feature.WRITE_NULL_PROPERTIES)
              .asString(value));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void error(String message) {
    err.println(PROGRAM + ": error: " + SingleLine.line(message));
  }

  public void error(CacheException failure) {
    String hint = CommandHints.text(failure);
    error(failure.getMessage() + (hint.isEmpty() ? "" : "; " + hint));
  }

  public void warning(String message) {
    if (!quiet) {
      err.println(PROGRAM + ": warning: " + SingleLine.line(message));
    }
  }

  /** Says what can be done next; not when only errors are shown. */
  public void hint(String message) {
    if (!quiet) {
      err.println(PROGRAM + ": " + SingleLine.line(message));
    }
  }

  /**
   * Writes the result.
   *
   * @throws IOException when it can't be written; not when the reader has gone away, as {@code
   *     head} does
   */
  public void flush() throws IOException {
    try {
      out.write(result.toString().getBytes(StandardCharsets.UTF_8));
      out.flush();
    } catch (IOException e) {
      if (!String.valueOf(e.getMessage()).contains("Broken pipe")) {
        throw e;
      }
    } finally {
      result.setLength(0);
    }
  }
}
