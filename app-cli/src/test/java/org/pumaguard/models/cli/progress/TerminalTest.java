package org.pumaguard.models.cli.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.testkit.TerminalScreen;

/** What is known about a terminal, and what is drawn on one that changes. */
class TerminalTest {

  private static final String LINE = "x".repeat(30);

  @Test
  void readsTheSizeThatSttyPrints() {
    assertEquals(Optional.of(new TerminalSize(80, 24)), TerminalSize.parse("24 80\n"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0 0\n", "24\n", "24 80 1", "stty: standard input: Invalid"})
  void anUnknownSizeIsEmpty(String answer) {
    assertEquals(Optional.empty(), TerminalSize.parse(answer));
  }

  @ParameterizedTest
  @CsvSource({
    "42 (java) S 1 42 7 34816 42 0, true",
    "42 (java) S 1 42 7 34816 99 0, false",
    "42 (a ) b) S 1 42 7 34816 99 0, false",
    "42 (java) S 1 42 7 0 -1 0, true",
    "42 (java) S 1 42 7 34816 0 0, true",
    "42 (java) S, true"
  })
  void knowsWhetherTheTerminalIsItsOwn(String status, boolean isOwn) {
    assertEquals(isOwn, Foreground.isOwn(status));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aNarrowedTerminalKeepsNoLines(boolean reflows) {
    TerminalScreen screen = new TerminalScreen(40, 12);
    LiveArea area = new LiveArea(reflows);
    screen.feed("before\r\n");
    screen.feed(area.draw(List.of(), List.of(LINE, LINE, LINE)).replace("\n", "\r\n"));
    screen.resize(12, 12, reflows);
    screen.feed(area.resized(12).replace("\n", "\r\n"));
    screen.feed(area.draw(List.of(), List.of("a", "b")).replace("\n", "\r\n"));
    assertEquals(List.of("before", "a", "b"), screen.history());
  }

  @Test
  void anUnchangedFrameWritesNothing() {
    LiveArea area = new LiveArea(false);
    area.draw(List.of(), List.of("a", "b"));
    assertEquals("", area.draw(List.of(), List.of("a", "b")));
    assertEquals(false, area.draw(List.of(), List.of("a", "c")).contains("a\033"));
  }

  @Test
  void whatIsOutOfReachIsNotDrawnOver() {
    TerminalScreen screen = new TerminalScreen(40, 12);
    LiveArea area = new LiveArea(false);
    screen.feed(area.draw(List.of(), List.of("a")).replace("\n", "\r\n"));
    screen.feed("[1]+  Stopped\r\n");
    area.forget();
    screen.feed(area.draw(List.of(), List.of("b")).replace("\n", "\r\n"));
    assertEquals(List.of("a", "[1]+  Stopped", "b"), screen.history());
  }
}
