package org.pumaguard.models.domain.policy;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** Recognises files that servers often send instead of the expected one. */
public final class ContentSniffer {

  /** The number of first bytes that are inspected. */
  public static final int ENOUGH = 256;

  private ContentSniffer() {}

  /**
   * Describes a file, in words that complete "it looks like …".
   *
   * @param beginning the first bytes, of which at most {@link #ENOUGH} are inspected
   * @param length the length of the file in bytes
   * @return empty if the file is not recognised
   */
  public static Optional<String> of(byte[] beginning, long length) {
    if (length == 0) {
      return Optional.of("an empty file");
    }
    Optional<String> substitute = ofSubstitute(beginning);
    if (substitute.isPresent()) {
      return substitute;
    }
    String text = text(beginning);
    if (text.startsWith("<?xml")) {
      return Optional.of("an XML document, such as an error message");
    }
    if (text.startsWith("{\"") || text.startsWith("[{") || text.startsWith("{\n")) {
      return Optional.of("a JSON document, such as an error message");
    }
    return compressed(beginning);
  }

  /**
   * Describes a file that is never a model: an HTML page or a Git LFS pointer.
   *
   * @param beginning the first bytes, of which at most {@link #ENOUGH} are inspected
   * @return empty if the file may be a model
   */
  public static Optional<String> ofSubstitute(byte[] beginning) {
    String text = text(beginning);
    if (text.startsWith("version https://git-lfs")) {
      return Optional.of("a Git LFS pointer instead of the file");
    }
    if (text.startsWith("<!doctype html") || text.startsWith("<html")) {
      return Optional.of("an HTML page, such as a login or error page");
    }
    return Optional.empty();
  }

  private static String text(byte[] beginning) {
    return new String(beginning, 0, Math.min(beginning.length, ENOUGH), StandardCharsets.ISO_8859_1)
        .stripLeading()
        .toLowerCase(Locale.ROOT);
  }

  private static Optional<String> compressed(byte[] bytes) {
    if (startsWith(bytes, 0x1f, 0x8b)) {
      return Optional.of("gzip-compressed data");
    }
    if (startsWith(bytes, 0x28, 0xb5, 0x2f, 0xfd)) {
      return Optional.of("Zstandard-compressed data");
    }
    if (startsWith(bytes, 0xfd, '7', 'z', 'X', 'Z')) {
      return Optional.of("xz-compressed data");
    }
    if (startsWith(bytes, 'B', 'Z', 'h')) {
      return Optional.of("bzip2-compressed data");
    }
    return Optional.empty();
  }

  private static boolean startsWith(byte[] bytes, int... magic) {
    if (bytes.length < magic.length) {
      return false;
    }
    for (int i = 0; i < magic.length; i++) {
      if ((bytes[i] & 0xff) != magic[i]) {
        return false;
      }
    }
    return true;
  }
}
