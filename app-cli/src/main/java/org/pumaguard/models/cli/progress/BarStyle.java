package org.pumaguard.models.cli.progress;

/**
 * The characters and colours of bars.
 *
 * @param unicode whether the terminal shows more than ASCII
 * @param colour whether colours are wanted
 */
record BarStyle(boolean unicode, boolean colour) {

  private static final String GREEN = "32";
  private static final String RED = "31";
  private static final String YELLOW = "33";
  private static final String DIM = "2";

  String ellipsis() {
    return unicode ? "…" : "...";
  }

  /** A bar of this many cells. */
  String bar(double share, int cells) {
    int room = unicode ? cells : cells - 2;
    int filled = (int) (Math.min(1, Math.max(0, share)) * room);
    return unicode
        ? painted(GREEN, "━".repeat(filled)) + painted(DIM, "─".repeat(room - filled))
        : "[" + painted(GREEN, "#".repeat(filled)) + "-".repeat(room - filled) + "]";
  }

  String success() {
    return painted(GREEN, unicode ? "✓" : "+");
  }

  String failure() {
    return painted(RED, unicode ? "✗" : "x");
  }

  String attention(String text) {
    return painted(YELLOW, text);
  }

  /** The text in characters that the terminal shows. */
  String shown(String text) {
    if (unicode) {
      return text;
    }
    StringBuilder ascii = new StringBuilder();
    text.codePoints()
        .map(codePoint -> codePoint < 0x7F ? codePoint : '?')
        .forEach(ascii::appendCodePoint);
    return ascii.toString();
  }

  private String painted(String code, String text) {
    return colour && !text.isEmpty() ? "\033[" + code + "m" + text + "\033[0m" : text;
  }
}
