package org.pumaguard.models.cli.usage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pumaguard.models.cli.command.Command;
import org.pumaguard.models.cli.command.CommandLines;
import org.pumaguard.models.cli.settings.ProcessEnvironment;
import org.pumaguard.models.cli.settings.SharedOptions;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The wording of mistakes on the command line. */
class ParseErrorsTest {

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          cach              | unknown command 'cach'; did you mean 'cache'?
          hepl              | unknown command 'hepl'; did you mean 'help'?
          frobnicate        | unknown command 'frobnicate'; see 'pumaguard-models --help'
          bundle crate      | unknown command 'crate'; did you mean 'create'?
          list --fo         | unknown option '--fo'; see 'pumaguard-models list --help'
          list --ofline     | unknown option '--ofline'; did you mean '--offline'?
          --ofline list     | unknown option '--ofline'; did you mean '--offline'?
          prune --kep=1     | unknown option '--kep'; did you mean '--keep'?
          get x --sha265 1  | unknown option '--sha265'; did you mean '--sha256'?
          show a b          | unexpected argument 'b'; see 'pumaguard-models show --help'
          path              | NAME is missing; see 'pumaguard-models path --help'
          get               | --sha256 HEX and URL are missing; see 'pumaguard-models get --help'
          bundle create     | FILE is missing; see 'pumaguard-models bundle create --help'
          """)
  void namesTheMistakeAndTheWayOut(String line, String text) {
    String[] arguments = line.split(" ");
    List<Command> commands = CommandLines.commands(new ProcessEnvironment(Map.of(), directory));
    CommandLine parser = CommandLines.forArguments(arguments, commands);
    ParameterException mistake =
        assertThrows(ParameterException.class, () -> parser.parseArgs(arguments));
    List<String> names = CommandLines.names(commands);
    assertEquals(text, new ParseErrors(List.of(arguments), names, SharedOptions.ALL).text(mistake));
  }
}
