package org.pumaguard.models.cli.progress;

/**
 * One line of the progress area, as text. An empty text is a column that the line does not have.
 *
 * @param name the model
 * @param share the filled part of the bar, from 0 to 1; negative without a bar
 * @param percent such as {@code ~42%}
 * @param amount bytes done and in total
 * @param fragments such as {@code 3/19}
 * @param speed in bytes a second
 * @param left the remaining time
 * @param reused bytes that were not fetched
 * @param note what the model waits for; shown instead of the columns after {@code percent}
 */
record BarLine(
    String name,
    double share,
    String percent,
    String amount,
    String fragments,
    String speed,
    String left,
    String reused,
    String note) {

  /** A line with a name, a bar and a percentage alone. */
  static BarLine of(String name, double share, String percent) {
    return new BarLine(name, share, percent, "", "", "", "", "", "");
  }

  BarLine name(String text) {
    return new BarLine(text, share, percent, amount, fragments, speed, left, reused, note);
  }

  BarLine amount(String text) {
    return new BarLine(name, share, percent, text, fragments, speed, left, reused, note);
  }

  BarLine fragments(String text) {
    return new BarLine(name, share, percent, amount, text, speed, left, reused, note);
  }

  BarLine pace(String perSecond, String remaining) {
    return new BarLine(name, share, percent, amount, fragments, perSecond, remaining, reused, note);
  }

  BarLine reused(String text) {
    return new BarLine(name, share, percent, amount, fragments, speed, left, text, note);
  }

  BarLine note(String text) {
    return new BarLine(name, share, percent, amount, fragments, speed, left, reused, text);
  }
}
