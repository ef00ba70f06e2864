package org.pumaguard.models.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.cli.settings.ProcessEnvironment;
import picocli.CommandLine;

class CommandOptionsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "list",
        "list --offline",
        "-r registry.yaml list",
        "--registry=registry.yaml list show",
        "--offline -j 3 --cache-dir cache list -v",
        "-s list list"
      })
  void findsTheCommandBehindOptions(String line) {
    assertEquals(Optional.of("list"), CommandOptions.commandAmong(line.split(" ")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--offlien list", "-rregistry.yaml list", "-qv list", "-r", "--offline"})
  void findsNoneBehindWhatItDoesNotKnow(String line) {
    assertEquals(Optional.empty(), CommandOptions.commandAmong(line.split(" ")));
  }

  @Test
  void findsNoneWithoutArguments() {
    assertEquals(Optional.empty(), CommandOptions.commandAmong(new String[0]));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--cache-dir list list", "-s list list --offline", "list --cache-dir list"})
  void aValueMayBeEqualToTheCommand(String line) {
    String[] arguments = line.split(" ");
    List<Command> commands =
        CommandLines.commands(new ProcessEnvironment(Map.of(), Path.of("anywhere")));
    CommandLine.ParseResult parsed =
        CommandLines.forArguments(arguments, commands).parseArgs(arguments);
    assertEquals("list", parsed.subcommand().commandSpec().name());
  }
}
