package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.http.Fault;
import org.pumaguard.models.http.FaultyServer;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.Launcher;
import org.pumaguard.models.testkit.PseudoTerminal;
import org.pumaguard.models.testkit.SampleRegistry;
import org.pumaguard.models.testkit.TerminalScreen;

/** Bars on a pseudo-terminal, while models without sizes are fetched from a slow server. */
class ProgressBarsIT {

  private static final int RATE = 2_000_000;
  private static final int CONNECTIONS = 8;
  private static final int FRAGMENTS = 19;
  private static final int FRAGMENT_BYTES = 200_000;
  private static final String INTERRUPT = "\003";
  private static final String WIDE_NAME = "豹の顔-детектор-🐆.onnx";
  private static final List<String> MODELS =
      List.of("two_models_gpu_20251014.h5", "puma_cls.keras", WIDE_NAME);

  private static final Pattern FIGURES =
      Pattern.compile(" ~?(\\d+)% .* [0-9.]+ [KM]iB/s +\\d+:\\d\\d$");

  @TempDir private Path temp;
  private FaultyServer server;
  private SampleRegistry published;

  @BeforeEach
  void publish() throws IOException {
    server = new FaultyServer();
    published = new SampleRegistry(temp.resolve("www"));
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private void threeModels() {
    for (int i = 0; i < MODELS.size(); i++) {
      Map<String, byte[]> fragments = new LinkedHashMap<>();
      for (int part = 0; part < FRAGMENTS; part++) {
        byte[] content = new byte[FRAGMENT_BYTES + i * 30_000];
        new Random(100L * i + part).nextBytes(content);
        fragments.put(fragment(i, part), content);
      }
      published.fragmented(MODELS.get(i), fragments);
    }
    published.writeTo(server);
    server.failEverywhere(Fault.rate(RATE / CONNECTIONS));
  }

  private static String fragment(int model, int part) {
    return "fragment-%d-%02d".formatted(model, part);
  }

  private PseudoTerminal fetch(int columns, int rows, String redirections, String... environment) {
    String command =
        "exec '%s' -r %s --cache-dir %s -j %d cache %s"
            .formatted(
                Launcher.built(),
                server.location("/").uri(),
                temp.resolve("cache"),
                CONNECTIONS,
                redirections);
    return PseudoTerminal.start(temp, columns, rows, command, List.of(environment));
  }

  /** The share of a model that the server has sent, in percent. */
  private long sent(int model) {
    long sent =
        IntStream.range(0, FRAGMENTS)
            .mapToLong(part -> server.bytesSent("/" + fragment(model, part)))
            .sum();
    return sent * 100 / (FRAGMENTS * (FRAGMENT_BYTES + model * 30_000L));
  }

  private static boolean shows(TerminalScreen screen, Pattern figures, int lines) {
    return screen.lines().stream().filter(line -> figures.matcher(line).find()).count() == lines;
  }

  private static String line(TerminalScreen screen, String start) {
    return screen.lines().stream().filter(line -> line.startsWith(start)).findFirst().orElse("");
  }

  @Test
  void eachModelHasPercentageSpeedAndTimeLeft() {
    threeModels();
    try (PseudoTerminal terminal = fetch(80, 24, ">results")) {
      terminal.await(screen -> server.bytesSent() >= 2L * RATE);
      List<Long> truths = List.of(sent(0), sent(1), sent(2));
      TerminalScreen screen = terminal.screen();
      for (int i = 0; i < MODELS.size(); i++) {
        String line = line(screen, MODELS.get(i).substring(0, 5));
        Matcher figures = FIGURES.matcher(line);
        assertTrue(figures.find(), line + " in:\n" + screen);
        long difference = Long.parseLong(figures.group(1)) - truths.get(i);
        assertTrue(Math.abs(difference) <= 10, "truth: " + truths + "\n" + screen);
        assertTrue(line.contains("/" + FRAGMENTS + " "), line);
      }
      assertTrue(FIGURES.matcher(line(screen, "0 of 3 models")).find(), screen::toString);
      assertEquals(0, screen.wrapped(), screen::toString);
      server.heal();
      assertEquals(Exit.OK, terminal.finish());
      assertDone(terminal.screen());
    }
  }

  /** The finished models have a line each; nothing else remains. */
  private static void assertDone(TerminalScreen screen) {
    assertEquals(MODELS.size(), screen.history().size(), screen::toString);
    for (String line : screen.history()) {
      assertTrue(line.matches("✓ .* MiB in [0-9.]+ s \\(.*/s\\)"), screen::toString);
    }
    assertTrue(screen.isRestored());
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 40, 80, 300})
  void noLineIsWiderThanTheTerminal(int columns) {
    threeModels();
    try (PseudoTerminal terminal = fetch(columns, 10, "")) {
      TerminalScreen screen =
          terminal.await(it -> shows(it, Pattern.compile(" ~?[1-9]\\d*%( |$)"), 4));
      assertEquals(0, screen.wrapped(), screen::toString);
      server.heal();
      assertEquals(Exit.OK, terminal.finish());
    }
  }

  @Test
  void isRedrawnForAnotherSize() {
    threeModels();
    try (PseudoTerminal terminal = fetch(100, 24, "")) {
      terminal.await(screen -> shows(screen, FIGURES, 4));
      terminal.resize(30, 24);
      terminal.await(
          screen ->
              screen.history().size() == 4
                  && shows(screen, Pattern.compile("^.{5,24} ~?\\d+% +\\d+:\\d\\d$"), 4));
      terminal.resize(60, 3);
      terminal.await(screen -> screen.lines().get(1).matches("0 of 3 models, and 2 more .*"));
      server.heal();
      assertEquals(Exit.OK, terminal.finish());
      assertTrue(terminal.screen().isRestored());
    }
  }

  @Test
  void anInterruptLeavesAnEmptyScreen() {
    threeModels();
    try (PseudoTerminal terminal = fetch(80, 24, "")) {
      terminal.await(screen -> shows(screen, FIGURES, 4));
      terminal.type(INTERRUPT);
      assertEquals(Exit.INTERRUPTED, terminal.finish());
      assertEquals(List.of(), terminal.screen().history());
      assertTrue(terminal.screen().isRestored());
    }
  }

  @Test
  void noColourIsShownIfNoneIsWanted() {
    threeModels();
    try (PseudoTerminal terminal = fetch(80, 24, "", "NO_COLOR=1")) {
      terminal.await(screen -> shows(screen, FIGURES, 4));
      assertFalse(terminal.output().matches("(?s).*\033\\[[0-9;]*m.*"), terminal.output());
    }
  }

  @Test
  void aDumbTerminalGetsPlainLines() {
    threeModels();
    server.heal();
    try (PseudoTerminal terminal = fetch(80, 24, "", "TERM=dumb")) {
      assertEquals(Exit.OK, terminal.finish());
      assertFalse(terminal.output().contains("\033"), terminal.output());
      assertTrue(terminal.output().contains("puma_cls.keras: "), terminal.output());
    }
  }

  @Test
  void anAsciiTerminalGetsAscii() {
    threeModels();
    try (PseudoTerminal terminal = fetch(80, 24, ">results", "LC_ALL=C")) {
      TerminalScreen screen = terminal.await(it -> it.toString().matches("(?s).*\\[#+-+\\].*"));
      assertTrue(terminal.output().chars().allMatch(c -> c < 0x7F), screen::toString);
    }
  }

  @Test
  void redirectedResultsLeaveTheBarsAlone() {
    threeModels();
    try (PseudoTerminal terminal = fetch(80, 24, "| cat >results")) {
      terminal.await(screen -> shows(screen, FIGURES, 4));
      server.heal();
      assertEquals(Exit.OK, terminal.finish());
      assertEquals(MODELS.size(), terminal.screen().history().size());
    }
  }

  @Test
  void aWaitShowsItsReasonAndCountsDown() {
    threeModels();
    String fragment = "/" + fragment(1, 0);
    server.failOnce(fragment, Fault.status(503, "Retry-After: 30"));
    try (PseudoTerminal terminal = fetch(100, 24, "")) {
      int first = secondsLeft(terminal.await(screen -> secondsLeft(screen) > 0));
      assertTrue(first <= 30, "no more than the server asks for: " + first);
      terminal.await(screen -> secondsLeft(screen) > 0 && secondsLeft(screen) < first);
    }
  }

  /** The seconds that the second model has to wait, by what is shown; 0 if it does not. */
  private static int secondsLeft(TerminalScreen screen) {
    Matcher wait =
        Pattern.compile(" retry in (\\d+) s: HTTP 503.* from 127\\.0\\.0\\.1:\\d+$")
            .matcher(line(screen, "puma"));
    return wait.find() ? Integer.parseInt(wait.group(1)) : 0;
  }

  @Test
  void messagesAppearAboveTheBars() {
    published.entry("gone.pt", "sha256: " + "0".repeat(64));
    threeModels();
    try (PseudoTerminal terminal = fetch(80, 24, "")) {
      TerminalScreen screen =
          terminal.await(
              it ->
                  !line(it, "✗ gone.pt  failed: ").isEmpty()
                      && !line(it, "0 of 4 models").isEmpty()
                      && shows(it, FIGURES, 4));
      assertTrue(screen.lines().get(0).startsWith("✗"), screen::toString);
    }
  }

  @Test
  void modelsWithoutARowAreCounted() {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      names.add("model-%02d.bin".formatted(i));
      published.single(names.get(i), 100_000, i);
    }
    published.writeTo(server);
    server.failEverywhere(Fault.rate(20_000));
    try (PseudoTerminal terminal = fetch(80, 10, "")) {
      TerminalScreen screen =
          terminal.await(it -> it.lines().get(8).matches("\\d+ of 40 models, and \\d+ more .*"));
      assertEquals(0, screen.wrapped());
      server.heal();
      assertEquals(Exit.OK, terminal.finish());
      assertEquals(80, terminal.screen().history().size(), terminal.screen()::toString);
    }
  }
}
