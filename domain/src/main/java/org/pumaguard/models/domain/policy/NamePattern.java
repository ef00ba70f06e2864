package org.pumaguard.models.domain.policy;

/**
 * A pattern for names of models. {@code *} matches any number of characters; every other character
 * matches itself.
 *
 * @param text the pattern
 */
public record NamePattern(String text) {

  private static final char ANY = '*';

  /** Whether a text is a pattern rather than a name. */
  public static boolean isPattern(String text) {
    return text.indexOf(ANY) >= 0;
  }

  /**
   * Whether this pattern matches the whole name. Takes at most the product of both lengths as
   * steps.
   */
  public boolean matches(String name) {
    int at = 0;
    int inName = 0;
    int afterAny = -1;
    int retry = 0;
    while (inName < name.length()) {
      if (at < text.length() && text.charAt(at) == ANY) {
        at++;
        afterAny = at;
        retry = inName;
      } else if (at < text.length() && text.charAt(at) == name.charAt(inName)) {
        at++;
        inName++;
      } else if (afterAny >= 0) {
        at = afterAny;
        retry++;
        inName = retry;
      } else {
        return false;
      }
    }
    while (at < text.length() && text.charAt(at) == ANY) {
      at++;
    }
    return at == text.length();
  }

  @Override
  public String toString() {
    return text;
  }
}
