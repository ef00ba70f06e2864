package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.Launcher;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.SampleRegistry;

/** Lists and details of models, on a terminal and in a pipe, and patterns for names. */
class ListTest {

  private static final String LARGE = "a_model_of_many_fragments_and_a_long_name.h5";

  @TempDir private Path temp;
  private Launcher launcher;

  @BeforeEach
  void publish() {
    launcher = Inside.launcher(temp.resolve("home"));
    Path registry =
        SampleRegistry.sized(temp.resolve("www"))
            .single("b.pt", 3000, 1)
            .single("c.pt", 1000, 2)
            .single("d.h5", 2000, 3)
            .fragmented(LARGE, 19, 10, 4)
            .registry();
    launcher.with("PUMAGUARD_REGISTRY", registry.toString());
    assertEquals(Exit.OK, launcher.run("cache", "c.pt", "d.h5").status());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          list *.pt                        | b.pt c.pt
          list c.pt *.pt                   | c.pt b.pt
          list --sort size                 | b.pt d.h5 c.pt LARGE
          list --sort name                 | LARGE b.pt c.pt d.h5
          list --sort state                | c.pt d.h5 b.pt LARGE
          list --sort last-used --state cached *.pt | c.pt
          list --state missing             | b.pt LARGE
          list --state cached,missing *.pt | b.pt c.pt
          """)
  void selectsAndSorts(String line, String names) {
    ProgramResult result = run(line);
    assertEquals(Exit.OK, result.status(), result::toString);
    assertEquals(names.replace("LARGE", LARGE), firstWords(result), result::toString);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          list e*.pt           | 3 | no model matches 'e*.pt'; did you mean 'b.pt' or 'c.pt'?
          cache *.onnx         | 3 | no model matches '*.onnx'; 'list' shows the available names
          pin b*               | 3 | no cached model matches 'b*'; 'list' shows the cached models
          clear x/*            | 3 | no model matches 'x/*'; 'list' shows the available names
          verify d.h           | 3 | 'd.h' is not in the registry; did you mean 'd.h5'?
          list --state cachd   | 2 | --state: 'cachd' is not one of cached, partial, outdated, damaged, missing; did you mean 'cached'?
          list --sort sise     | 2 | --sort: 'sise' is not one of name, size, last-used, state, registry; did you mean 'size'?
          list --verify chagned | 2 | --verify: 'chagned' is not one of changed, mtime, always, never; did you mean 'changed'?
          """)
  void anUnknownNameOrValueIsAnsweredWithTheNearest(String line, int status, String message) {
    ProgramResult result = run(line);
    assertEquals("pumaguard-models: error: " + message + "\n", result.err());
    assertEquals(status, result.status());
    assertEquals("", result.out());
  }

  @Test
  void commandsTakePatterns() {
    assertEquals("d.h5\tpinned\n", run("pin d*").out());
    assertEquals("d.h5\tunpinned\nc.pt\tunpinned\n", run("unpin d* *.pt").out());
    assertEquals("b.pt\tmissing\nc.pt\tok\n", run("verify *.pt").out());
    assertEquals("c.pt\t1000\nfreed\t1000\n", run("clear -y *.pt").out());
    assertEquals(2, run("cache *.pt").out().lines().count());
  }

  /** The registry of the next day names other models; what is cached can be removed. */
  @Test
  void clearMatchesModelsThatAreNoLongerRegistered() {
    Path other = new SampleRegistry(temp.resolve("other")).single("e.pt", 10, 9).registry();
    ProgramResult cleared = launcher.run("-r", other.toString(), "clear", "-y", "c*");
    assertEquals("c.pt\t1000\nfreed\t1000\n", cleared.out(), cleared::toString);
  }

  @Test
  void theLastUseIsInJson() {
    String json = run("list -o json c.pt b.pt").out();
    assertTrue(json.contains("\"lastUsed\" : \"20"), json);
    assertTrue(json.contains("\"lastUsed\" : null"), json);
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 60, 80, 200})
  void theTableFitsTheTerminal(int columns) {
    launcher.with("PUMAGUARD_TERMINAL_OUTPUT", String.valueOf(columns)).with("TERM", "xterm");
    String table = run("list").out();
    assertTrue(table.contains("\033[32m✓ cached\033[0m"), table);
    for (String line : table.replaceAll("\033\\[\\d*m", "").split("\n", -1)) {
      assertTrue(line.length() <= columns, line);
    }
    assertEquals(columns >= 60, table.contains(LARGE), table);
    String plain = launcher.with("NO_COLOR", "1").run("list").out();
    assertFalse(plain.contains("\033") || plain.contains("✓"), plain);
  }

  @Test
  void aPipeGetsEverything() {
    String table = run("list").out();
    assertTrue(table.contains(LARGE), table);
    assertTrue(
        table.startsWith("NAME") && table.lines().findFirst().get().endsWith("SHA256"), table);
    assertTrue(run("cache *.pt").out().startsWith("b.pt\t/"));
  }

  @Test
  void resultsAreAlignedOnATerminal() {
    launcher.with("PUMAGUARD_TERMINAL_OUTPUT", "80");
    String large = run("cache").out();
    List<String> lines = large.lines().toList();
    int column = lines.get(0).indexOf('/');
    lines.forEach(line -> assertEquals(column, line.indexOf('/'), large));
  }

  @Test
  void theDetailsOfManyFragmentsFitAScreen() {
    launcher.with("PUMAGUARD_TERMINAL_OUTPUT", "80");
    assertEquals(Exit.OK, run("cache").status());
    String details = launcher.run("show", LARGE).out();
    assertTrue(details.lines().count() <= 23, details);
    assertTrue(details.contains("19, " + LARGE + "_aa to …s"), details);
    assertTrue(details.contains("pinned"), details);
    String all = launcher.run("show", LARGE, "--all").out();
    assertEquals(19, all.lines().filter(line -> line.startsWith("fragment ")).count(), all);
  }

  private ProgramResult run(String line) {
    return launcher.run(line.split(" +"));
  }

  private static String firstWords(ProgramResult result) {
    return result
        .out()
        .lines()
        .skip(1)
        .map(line -> line.split(" ", 2)[0])
        .collect(Collectors.joining(" "));
  }
}
