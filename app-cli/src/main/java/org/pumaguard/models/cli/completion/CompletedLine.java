package org.pumaguard.models.cli.completion;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.pumaguard.models.cli.settings.Option;
import org.pumaguard.models.cli.settings.SharedOptions;

/** The line that a shell completes: unfinished, so that the parser would refuse it. */
public final class CompletedLine {

  /** The options that decide which models there are. */
  private static final List<Option> OPTIONS =
      List.of(
          SharedOptions.REGISTRY,
          SharedOptions.ALLOW_INSECURE_REGISTRY,
          SharedOptions.CACHE_DIR,
          SharedOptions.BASE_DIR);

  private CompletedLine() {}

  /**
   * The arguments of a command that lists models as the completed line selects them, without the
   * network.
   *
   * @param arguments the name of the command, the kind of models, {@code --}, and the words before
   *     the cursor
   */
  public static String[] arguments(String... arguments) {
    int start = Math.min(arguments.length, 2);
    List<String> all = new ArrayList<>(Arrays.asList(arguments).subList(0, start));
    all.add(SharedOptions.OFFLINE.longName());
    all.add(SharedOptions.QUIET.longName());
    for (int i = start + 1; i < arguments.length && !arguments[i].equals("--"); i++) {
      Optional<Option> option = option(arguments[i]);
      if (option.isPresent()) {
        boolean hasNext = option.get().kind() != Option.Kind.FLAG && !isJoined(arguments[i]);
        if (hasNext && i + 1 == arguments.length) {
          break;
        }
        all.add(arguments[i]);
        if (hasNext) {
          all.add(arguments[++i]);
        }
      }
    }
    return all.toArray(String[]::new);
  }

  private static Optional<Option> option(String word) {
    return OPTIONS.stream()
        .filter(
            option ->
                word.equals(option.longName())
                    || word.startsWith(option.longName() + "=")
                    || (!option.shortName().isEmpty() && word.startsWith(option.shortName())))
        .findFirst();
  }

  /** Whether a word holds the option and its value. */
  private static boolean isJoined(String word) {
    return word.startsWith("--") ? word.contains("=") : word.length() > 2;
  }
}
