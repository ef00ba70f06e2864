package org.pumaguard.models.cli.settings;

/**
 * What a program shows.
 *
 * @param quiet errors only
 * @param verbose stack traces too
 */
public record OutputSettings(Progress progress, Format format, boolean quiet, boolean verbose) {

  /** The style of the progress. */
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
