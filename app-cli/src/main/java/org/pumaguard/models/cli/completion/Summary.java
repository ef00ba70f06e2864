package org.pumaguard.models.cli.completion;

/** Shortens descriptions of the help to what fits beside a completion. */
final class Summary {

  private Summary() {}

  /** The first clause of a description. */
  static String of(String... description) {
    String text = String.join(" ", description).replaceAll("%n|\\s+", " ").strip();
    String clause = text.split("[.:;] | \\(| \\[|, such as ", 2)[0];
    return clause.replaceAll("[.,:;]$", "");
  }
}
