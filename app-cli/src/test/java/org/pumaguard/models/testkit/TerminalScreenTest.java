package org.pumaguard.models.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class TerminalScreenTest {

  private final TerminalScreen screen = new TerminalScreen(8, 3);

  @Test
  void printsLinesAndScrolls() {
    screen.feed("a\r\nb\r\nc\r\nd");
    assertEquals(List.of("b", "c", "d"), screen.lines());
    assertEquals(List.of("a", "b", "c", "d"), screen.history());
    assertEquals(2, screen.cursorRow());
    assertEquals(1, screen.cursorColumn());
  }

  @Test
  void aLineOfAllColumnsDoesNotWrapYet() {
    screen.feed("12345678");
    assertEquals(0, screen.wrapped());
    screen.feed("9");
    assertEquals(1, screen.wrapped());
    assertEquals(List.of("12345678", "9", ""), screen.lines());
  }

  @Test
  void cutsALongLineInsteadWithoutWrapping() {
    screen.feed("\033[?7l123456789\033[?7h\r\n");
    assertEquals(List.of("12345679", "", ""), screen.lines());
    assertEquals(1, screen.wrapped());
    assertTrue(screen.isRestored());
  }

  @Test
  void movesAndErases() {
    screen.feed("one\r\ntwo\r\nthree\033[2A\rx\033[K\033[B\033[D\033[D\033[Cy\033[J");
    assertEquals(List.of("x", "ty", ""), screen.lines());
  }

  @Test
  void erasesTheLastCellOfAFullLine() {
    screen.feed("12345678\033[K");
    assertEquals("1234567", screen.lines().get(0));
  }

  @Test
  void wideCharactersOccupyTwoCells() {
    screen.feed("日本語x\033[31m1\033[0m9");
    assertEquals(List.of("日本語x1", "9", ""), screen.lines());
    assertEquals(1, screen.wrapped());
    screen.feed("\r\n12345日本");
    assertEquals(List.of("9", "12345日", "本"), screen.lines());
  }

  @Test
  void combiningCharactersOccupyNone() {
    screen.feed("ae\u0301日\u0301x");
    assertEquals("ae\u0301日\u0301x", screen.lines().get(0));
    assertEquals(5, screen.cursorColumn());
  }

  @Test
  void keepsAnIncompleteSequence() {
    screen.feed("ab\033").feed("[").feed("2").feed("Dc");
    assertEquals("cb", screen.lines().get(0));
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    assertThrows(AssertionError.class, () -> screen.feed("\033[5S"));
    assertThrows(AssertionError.class, () -> screen.feed("\033]0;title\007"));
    assertThrows(AssertionError.class, () -> screen.feed("\u000B"));
  }

  @Test
  void remembersAHiddenCursor() {
    assertFalse(screen.feed("\033[?25l").isRestored());
    assertTrue(screen.feed("\033[?25h").isRestored());
  }

  @Test
  void narrowedItBreaksOrCutsLines() {
    screen.feed("1234567\r\nb");
    screen.resize(4, 3, true);
    assertEquals(List.of("1234", "567", "b"), screen.lines());
    assertEquals(2, screen.cursorRow());
    screen.resize(2, 2, false);
    assertEquals(List.of("12", "56", "b"), screen.history());
  }
}
