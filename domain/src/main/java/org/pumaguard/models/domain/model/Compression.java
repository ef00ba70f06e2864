package org.pumaguard.models.domain.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Compression formats of published files. */
public enum Compression {
  /** gzip, RFC 1952. */
  GZ,
  /** The .xz file format. */
  XZ,
  /** bzip2. */
  BZ2,
  /** Zstandard, RFC 8878. */
  ZST;

  /** Parses the name in a registry: {@code gz}, {@code xz}, {@code bz2} or {@code zst}. */
  public static Compression parse(String text) {
    return Arrays.stream(values())
        .filter(compression -> compression.text().equals(text))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("'" + text + "' is not one of " + names()));
  }

  /** The name in a registry. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  private static String names() {
    return Arrays.stream(values()).map(Compression::text).collect(Collectors.joining(", "));
  }
}
