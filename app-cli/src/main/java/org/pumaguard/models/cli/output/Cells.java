package org.pumaguard.models.cli.output;

/**
 * Text measured in cells of a terminal. A wide character, such as an ideograph or an emoji,
 * occupies two cells, a combining one none.
 */
public final class Cells {

  private static final int EMOJI_PRESENTATION = 0xFE0F;

  /** A spacing mark since Unicode 14, which is newer than Java 17. */
  private static final int HANUNOO_PAMUDPOD = 0x1734;

  private Cells() {}

  /** The number of cells that a text occupies. Control characters count as none. */
  public static int width(String text) {
    int cells = 0;
    for (int at = 0; at < text.length(); at = next(text, at)) {
      cells += widthAt(text, at);
    }
    return cells;
  }

  /** The beginning of a text that fits into this number of cells. */
  public static String clip(String text, int cells) {
    int end = 0;
    for (int used = 0; end < text.length(); end = next(text, end)) {
      used += widthAt(text, end);
      if (used > cells) {
        break;
      }
    }
    return text.substring(0, end);
  }

  /** The text, if it fits; else its beginning and an ellipsis. */
  public static String shortenEnd(String text, int cells, String ellipsis) {
    return width(text) <= cells
        ? text
        : clip(text, cells - ellipsis.length()) + clip(ellipsis, cells);
  }

  /** The text, if it fits; else its beginning and its end with an ellipsis between them. */
  public static String shortenMiddle(String text, int cells, String ellipsis) {
    if (width(text) <= cells) {
      return text;
    }
    int room = cells - ellipsis.length();
    if (room < 2) {
      return clip(text, cells);
    }
    String start = clip(text, (room + 1) / 2);
    return start + ellipsis + clipStart(text, room - width(start));
  }

  /** The end of a text that fits into this number of cells. */
  private static String clipStart(String text, int cells) {
    int from = 0;
    for (int used = width(text); used > cells; from = next(text, from)) {
      used -= widthAt(text, from);
    }
    while (from < text.length() && widthAt(text, from) == 0) {
      from = next(text, from);
    }
    return text.substring(from);
  }

  /** The text, followed by as many spaces as fill this number of cells. */
  public static String pad(String text, int cells) {
    return text + " ".repeat(Math.max(0, cells - width(text)));
  }

  /** The text, preceded by as many spaces as fill this number of cells. */
  public static String padStart(String text, int cells) {
    return " ".repeat(Math.max(0, cells - width(text))) + text;
  }

  private static int next(String text, int at) {
    return at + Character.charCount(text.codePointAt(at));
  }

  /** A selector of emoji presentation makes the character before it wide. */
  private static int widthAt(String text, int at) {
    int codePoint = text.codePointAt(at);
    if (codePoint == EMOJI_PRESENTATION) {
      return at > 0 && widthOf(text.codePointBefore(at)) == 1 ? 1 : 0;
    }
    return widthOf(codePoint);
  }

  private static int widthOf(int codePoint) {
    if (codePoint < 0x300) {
      return codePoint < ' ' || (codePoint >= 0x7F && codePoint < 0xA0) ? 0 : 1;
    }
    return isCombining(codePoint) ? 0 : WideCharacters.contain(codePoint) ? 2 : 1;
  }

  private static boolean isCombining(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK -> codePoint != HANUNOO_PAMUDPOD;
      // Those of scripts, such as the Arabic number sign, are visible.
      case Character.FORMAT -> isIn(codePoint, 0x200B, 0xFEFF) || codePoint >= 0xE0000;
      default -> isMedialOrFinalJamo(codePoint);
    };
  }

  /** Vowels and final consonants of Hangul, which join the initial consonant before them. */
  private static boolean isMedialOrFinalJamo(int codePoint) {
    return isIn(codePoint, 0x1160, 0x11FF) || isIn(codePoint, 0xD7B0, 0xD7FF);
  }

  private static boolean isIn(int codePoint, int first, int last) {
    return codePoint >= first && codePoint <= last;
  }
}
