package org.pumaguard.models.cli.settings;

/**
 * The output settings of a program.
 *
 * @param quiet errors only
 * @param verbose also stack traces
 */
public record OutputSettings(Progress progress, Format format, boolean quiet, boolean verbose) {

  /** No progress, and errors only. */
  public static final OutputSettings QUIET =
      new OutputSettings(Progress.NONE, Format.TEXT, true, false);

  /** The style of the progress display. */
  public enum Progress {
    AUTO,
    BAR,
    PLAIN,
    JSON,
    NONE
  }

  /** The format of the result. */
  public enum Format {
    TEXT,
    JSON
  }
}
