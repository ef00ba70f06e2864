package org.pumaguard.models.domain.policy;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The existing names that a mistyped one probably means. The distance is that of Damerau and
 * Levenshtein (optimal string alignment): an inserted, omitted, replaced or transposed character
 * counts 1, another case nothing. In a pattern, {@code *} matches any number of characters.
 */
public final class NearestNames {

  private static final int MAX_NAMES = 3;

  /** Longer texts are not mistyped names, and comparing them takes long. */
  private static final int MAX_LENGTH = 255;

  private NearestNames() {}

  /** The nearest names, at most three, in their order; empty if none is near. */
  public static List<String> of(String mistyped, Collection<String> names) {
    String text = mistyped.toLowerCase(Locale.ROOT);
    if (text.length() > MAX_LENGTH) {
      return List.of();
    }
    int letters = (int) text.chars().filter(letter -> letter != '*').count();
    int limit = letters < 2 ? 0 : Math.max(1, letters / 3);
    List<Candidate> near =
        names.stream()
            .distinct()
            .map(name -> new Candidate(name, distance(text, name.toLowerCase(Locale.ROOT))))
            .filter(candidate -> candidate.distance <= limit)
            .sorted(Comparator.comparingInt(Candidate::distance))
            .toList();
    return near.stream()
        .filter(candidate -> candidate.distance == near.get(0).distance)
        .limit(MAX_NAMES)
        .map(Candidate::name)
        .toList();
  }

  /** {@code ; did you mean 'a' or 'b'?}; empty if no name is near. */
  public static String question(String mistyped, Collection<String> names) {
    List<String> near = of(mistyped, names);
    return near.isEmpty()
        ? ""
        : "; did you mean "
            + near.stream().map(name -> "'" + name + "'").collect(Collectors.joining(" or "))
            + "?";
  }

  private static int distance(String text, String name) {
    int[] beforeLast = new int[name.length() + 1];
    int[] last = new int[name.length() + 1];
    int[] row = new int[name.length() + 1];
    for (int j = 0; j <= name.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= text.length(); i++) {
      char letter = text.charAt(i - 1);
      int cost = letter == '*' ? 0 : 1;
      row[0] = last[0] + cost;
      for (int j = 1; j <= name.length(); j++) {
        boolean isEqual = letter == '*' || letter == name.charAt(j - 1);
        row[j] = Math.min(Math.min(last[j], row[j - 1]) + cost, last[j - 1] + (isEqual ? 0 : 1));
        if (i > 1
            && j > 1
            && letter == name.charAt(j - 2)
            && text.charAt(i - 2) == name.charAt(j - 1)) {
          row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
        }
      }
      int[] free = beforeLast;
      beforeLast = last;
      last = row;
      row = free;
    }
    return last[name.length()];
  }

  private record Candidate(String name, int distance) {}
}
