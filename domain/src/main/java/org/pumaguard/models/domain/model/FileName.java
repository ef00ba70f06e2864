package org.pumaguard.models.domain.model;

import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * The name of a published file or of a directory in the cache: no separator, no {@code ..}, no
 * control character, no leading dot, at most 255 bytes in UTF-8.
 *
 * @param value the name
 */
public record FileName(String value) {

  private static final int MAX_BYTES = 255;

  /** Names of the cache's own files; PumaGuard's Python code uses the second spelling. */
  private static final Set<String> RESERVED = Set.of("model-registry.json", "model-resgistry.json");

  public FileName {
    check(value);
  }

  /**
   * Parses a name.
   *
   * @throws IllegalArgumentException if it is invalid; the message quotes no control characters
   */
  public static FileName parse(String text) {
    return new FileName(text);
  }

  /** Whether the cache uses this name for a file of its own; no model may have it. */
  public boolean isReserved() {
    return RESERVED.contains(value);
  }

  private static void check(String name) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("a name may not be empty");
    }
    boolean isAscii = true;
    for (int i = 0; i < name.length(); i++) {
      isAscii &= name.charAt(i) < 0x80;
      if (Character.isISOControl(name.charAt(i))) {
        throw new IllegalArgumentException("a name may not hold a control character");
      }
    }
    if (name.indexOf('/') >= 0 || name.indexOf('\\') >= 0) {
      throw new IllegalArgumentException("a name may not hold a separator: '" + name + "'");
    }
    if (name.startsWith(".")) {
      throw new IllegalArgumentException("a name may not begin with a dot: '" + name + "'");
    }
    if (name.contains("..")) {
      throw new IllegalArgumentException("a name may not hold '..': '" + name + "'");
    }
    if ((isAscii ? name.length() : utf8Length(name)) > MAX_BYTES) {
      throw new IllegalArgumentException(
          "a name may not be longer than 255 bytes of UTF-8: '" + name.substring(0, 40) + "…'");
    }
  }

  private static int utf8Length(String name) {
    try {
      return StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(name)).remaining();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("a name must be Unicode text", e);
    }
  }

  // Written by hand: these are map keys, and the generated methods are linked at run time, which is
  // slow at start-up.
  @Override
  public boolean equals(Object other) {
    return other instanceof FileName that && value.equals(that.value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return value;
  }
}
