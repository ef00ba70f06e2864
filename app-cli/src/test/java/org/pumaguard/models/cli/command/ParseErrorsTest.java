package org.pumaguard.models.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pumaguard.models.cli.settings.ProcessEnvironment;
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
          cach      | unknown command 'cach'; did you mean 'cache'?
          list x    | unexpected argument 'x'; see 'pumaguard-models list --help'
          list --fo | unknown option: '--fo'; see 'pumaguard-models list --help'
          path      | missing required parameter: 'NAME'; see 'pumaguard-models path --help'
          """)
  void namesTheMistakeAndTheWayOut(String line, String text) {
    String[] arguments = line.split(" ");
    CommandLine parser =
        CommandLines.forArguments(
            arguments, CommandLines.commands(new ProcessEnvironment(Map.of(), directory)));
    ParameterException mistake =
        assertThrows(ParameterException.class, () -> parser.parseArgs(arguments));
    assertEquals(text, ParseErrors.text(mistake));
  }
}
