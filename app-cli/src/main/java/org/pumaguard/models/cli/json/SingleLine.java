package org.pumaguard.models.cli.json;

/** Text that comes from outside, for one line of a terminal or a log. */
public final class SingleLine {

  private SingleLine() {}

  /** Text from outside in one line, without what a terminal would take for a command. */
  public static String line(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
        return text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]+", " ").strip();
      }
    }
    return text;
  }
}
