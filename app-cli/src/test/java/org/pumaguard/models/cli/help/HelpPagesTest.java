package org.pumaguard.models.cli.help;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.pumaguard.models.cli.command.Command;
import org.pumaguard.models.cli.command.CommandLines;
import org.pumaguard.models.cli.settings.Option;
import org.pumaguard.models.cli.settings.OptionGroup;
import org.pumaguard.models.cli.settings.ProcessEnvironment;
import org.pumaguard.models.cli.settings.SharedOptions;
import org.pumaguard.models.cli.settings.UsageException;

class HelpPagesTest {

  private static final List<Command> COMMANDS =
      CommandLines.commands(new ProcessEnvironment(Map.of(), Path.of("/")));

  private final HelpPages pages = new HelpPages(COMMANDS);

  /** Each command with the name above it, such as {@code bundle create}. */
  static Stream<List<String>> topics() {
    return COMMANDS.stream()
        .flatMap(
            command ->
                Stream.concat(
                    Stream.of(List.of(command.name())),
                    command.commands().stream()
                        .map(below -> List.of(command.name(), below.name()))));
  }

  @Test
  void theOverviewFitsAndNamesEveryCommand() {
    List<String> lines = pages.of(List.of()).lines().toList();
    assertTrue(lines.size() <= 40, () -> lines.size() + " lines");
    assertFits(lines);
    for (Command command : COMMANDS) {
      String line =
          lines.stream()
              .filter(it -> it.startsWith("  " + command.name() + " "))
              .findAny()
              .orElseThrow();
      String text = command.summary().text();
      assertTrue(line.endsWith(text), () -> "in one line: " + line);
      assertTrue(text.length() < 60 && !text.endsWith("."), text);
    }
  }

  @ParameterizedTest
  @MethodSource("topics")
  void thePageOfACommandHasAnExampleOfIt(List<String> topic) {
    String page = pages.of(topic);
    assertFits(page.lines().toList());
    String call = "pumaguard-models " + String.join(" ", topic);
    assertTrue(page.startsWith("Usage: " + call), page);
    String examples = page.substring(page.indexOf("\nExamples:\n"), page.indexOf("\nOptions:\n"));
    assertTrue(examples.contains("pumaguard-models") && examples.contains(topic.get(0)), page);
  }

  @Test
  void thePageOfACommandHasItsOwnAndTheSharedOptions() {
    String page = pages.of(List.of("prune"));
    assertTrue(page.contains("      --older-than AGE "), page);
    assertTrue(page.contains("      --cache-dir DIR "), page);
    assertFalse(page.contains("--limit-rate"), "prune fetches nothing");
  }

  @Test
  void allSharedOptionsVariablesAndExitStatusesAreOnOnePage() {
    String page = pages.of(List.of("options"));
    assertFits(page.lines().toList());
    for (Option option : SharedOptions.ALL) {
      assertTrue(page.contains(option.longName()), option.longName());
      assertTrue(page.contains(option.environmentVariable()), option.environmentVariable());
    }
    for (String status : List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "130")) {
      assertTrue(page.contains("\n  " + status + " "), status);
    }
  }

  @Test
  void eachSharedOptionIsInOneGroup() {
    List<Option> grouped =
        Stream.of(OptionGroup.values()).flatMap(group -> group.options().stream()).toList();
    assertEquals(SharedOptions.ALL.size(), grouped.size());
    Set<Option> missing = new HashSet<>(SharedOptions.ALL);
    grouped.forEach(missing::remove);
    assertEquals(Set.of(), missing);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          cach         | no help for 'cach': unknown command; did you mean 'cache'?
          bundle crate | no help for 'bundle crate': unknown command; did you mean 'create'?
          option       | no help for 'option': unknown command; did you mean 'options'?
          frobnicate   | no help for 'frobnicate': unknown command; see 'pumaguard-models --help'
          """)
  void asksForTheNearestPage(String topic, String message) {
    UsageException failure =
        assertThrows(UsageException.class, () -> pages.of(List.of(topic.split(" "))));
    assertEquals(message, failure.getMessage());
  }

  private static void assertFits(List<String> lines) {
    lines.forEach(line -> assertTrue(line.length() <= 80, line));
  }
}
