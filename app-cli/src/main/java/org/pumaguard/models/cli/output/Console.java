package org.pumaguard.models.cli.output;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.model.SingleLine;

/**
 * Standard output and standard error. Results are buffered and written at the end; messages are
 * written immediately.
 */
public final class Console {

  /** The program name that precedes messages. */
  public static final String PROGRAM = "pumaguard-models";

  private final OutputStream out;
  private final PrintStream err;
  private final StringBuilder result = new StringBuilder();
  private volatile boolean quiet;
  private volatile Overlay overlay = Overlay.NONE;

  public Console(OutputStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  public static Console ofThisProcess() {
    return new Console(
        new FileOutputStream(FileDescriptor.out),
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8));
  }

  /** Standard error, after whatever is drawn at the end of the terminal has been erased. */
  public PrintStream err() {
    overlay.suspend();
    return err;
  }

  /** Writes text to standard error unchanged, in one write. */
  public void print(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    err.write(bytes, 0, bytes.length);
    err.flush();
  }

  /** From now on messages go above what is drawn at the end of the terminal. */
  public void cover(Overlay drawn) {
    overlay = drawn;
  }

  private void message(String text) {
    if (!overlay.above(SingleLine.line(text))) {
      err.println(SingleLine.line(text));
    }
  }

  /** Suppresses all messages except errors. */
  public void beQuiet() {
    quiet = true;
  }

  /** Adds a line to the result. */
  public void line(String text) {
    result.append(text).append('\n');
  }

  /** Adds text to the result unchanged. */
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
    message(PROGRAM + ": error: " + message);
  }

  public void error(CacheException failure) {
    String hint = CommandHints.text(failure);
    error(failure.getMessage() + (hint.isEmpty() ? "" : "; " + hint));
  }

  public void warning(String message) {
    if (!quiet) {
      message(PROGRAM + ": warning: " + message);
    }
  }

  /** Prints the next step, unless only errors are shown. */
  public void hint(String message) {
    if (!quiet) {
      message(PROGRAM + ": " + message);
    }
  }

  /**
   * Writes the result.
   *
   * @throws IOException if the result cannot be written; a closed pipe, as after {@code head}, is
   *     not an error
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

  /** What is drawn at the end of the terminal, and drawn again. */
  public interface Overlay {

    /** Nothing is drawn. */
    Overlay NONE =
        new Overlay() {
          @Override
          public boolean above(String line) {
            return false;
          }

          @Override
          public void suspend() {}
        };

    /** Prints a line above what is drawn; returns false if nothing is drawn. */
    boolean above(String line);

    /** Erases what is drawn. */
    void suspend();
  }
}
