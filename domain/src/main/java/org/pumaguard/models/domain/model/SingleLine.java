package org.pumaguard.models.domain.model;

/** Makes external text safe for one line of a terminal or log. */
public final class SingleLine {

  private SingleLine() {}

  /**
   * Replaces control and format characters and line separators by spaces, so that the text stays on
   * one line and contains no terminal commands.
   */
  public static String line(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
        return text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]+", " ").strip();
      }
    }
    return text;
  }
}
