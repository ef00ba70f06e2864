package org.pumaguard.models.cli.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.pumaguard.models.cli.output.Cells;
import org.pumaguard.models.domain.model.SingleLine;
import org.pumaguard.models.testkit.TerminalScreen;

class BarRendererTest {

  private static final Pattern PERCENT = Pattern.compile("(\\d+)%");
  private static final BarStyle PLAIN = new BarStyle(true, false);

  private static final BarLine MODEL =
      line("two_models_gpu_20251014.h5", 400L << 20, OptionalLong.of(954L << 20), true)
          .fragments("8/19");

  private static BarLine line(String name, long bytes, OptionalLong total, boolean estimated) {
    Pace pace = new Pace(bytes, total, estimated, OptionalDouble.of(9.6 * (1 << 20)));
    return BarLine.of(name, pace.share(), pace.percent())
        .amount(pace.amount())
        .pace(pace.perSecond(), pace.remaining());
  }

  private static BarFrame frame(int done, int requested, BarLine... models) {
    return new BarFrame(List.of(models), Optional.of(MODEL.fragments("")), done, requested);
  }

  private static List<String> rendered(BarFrame frame, int columns, int rows) {
    return new BarRenderer(PLAIN).render(frame, new TerminalSize(columns, rows));
  }

  @Test
  void showsAllColumnsOfAWideTerminal() {
    assertEquals(
        List.of(
            "two_models_gpu_20251014.h5 ━━━━━━━━━━━━━━━━────────────────────────  41%"
                + "   400/954 MiB  8/19   9.6 MiB/s   0:58  64.0 MiB reused",
            "1 of 3 models              ━━━━━━━━━━━━━━━━──────────────────────── ~41%"
                + "  400/~954 MiB         9.6 MiB/s   0:58"),
        rendered(
            frame(
                1,
                3,
                line(MODEL.name(), 400L << 20, OptionalLong.of(954L << 20), false)
                    .fragments("8/19")
                    .reused("64.0 MiB reused")),
            140,
            24));
  }

  @Test
  void leavesOutSpeedFirstAndThePercentageNever() {
    assertTrue(isShown("9.6 MiB/s", 80) && isShown("8/19", 80));
    assertTrue(!isShown("9.6 MiB/s", 60) && isShown("8/19", 60));
    assertTrue(!isShown("8/19", 50) && isShown("400/~954 MiB", 50));
    assertTrue(!isShown("954", 40) && isShown("0:58", 40));
    assertTrue(!isShown("━", 20) && isShown("0:58", 20));
    assertTrue(!isShown("0:58", 10) && isShown("~41%", 10));
    assertTrue(isShown("~41%", 5));
  }

  private static boolean isShown(String text, int columns) {
    return rendered(frame(0, 1, MODEL), columns, 24).get(0).contains(text);
  }

  @Test
  void aNoteReplacesTheFiguresAndKeepsThePercentage() {
    BarLine waits = MODEL.note("retry in 12 s: HTTP 503 Service Unavailable from models.example");
    assertEquals(
        "two_models…251014.h5 ~41%  retry in 12 s: HTTP 503 Service Unavailable from mo…",
        rendered(frame(0, 1, waits), 80, 24).get(0));
    assertEquals("two_….h5 ~41% retr…", rendered(frame(0, 1, waits), 20, 24).get(0));
  }

  @Test
  void modelsWithoutARowAreCounted() {
    List<String> lines = rendered(frame(2, 40, MODEL, MODEL, MODEL, MODEL, MODEL), 80, 5);
    assertEquals(4, lines.size());
    assertTrue(lines.get(3).startsWith("2 of 40 models, and 2 more  "), lines::toString);
    assertTrue(rendered(frame(2, 40, MODEL, MODEL), 20, 3).get(1).startsWith("2/40 +1 "));
  }

  @Test
  void anAsciiTerminalGetsAscii() {
    BarRenderer renderer = new BarRenderer(new BarStyle(false, false));
    BarLine wide = MODEL.name("豹-detector").note("retry in 3 s: “refused”");
    for (String line : renderer.render(frame(0, 2, MODEL, wide), new TerminalSize(60, 24))) {
      assertTrue(line.chars().allMatch(c -> c >= ' ' && c < 0x7F), line);
    }
  }

  @Property(tries = 500)
  void noLineIsWiderThanTheTerminal(
      @ForAll @IntRange(min = 1, max = 320) int columns,
      @ForAll @IntRange(min = 1, max = 30) int rows,
      @ForAll @Size(max = 40) List<String> names,
      @ForAll String note,
      @ForAll @LongRange(min = 0) long bytes,
      @ForAll @LongRange(min = 0) long total,
      @ForAll boolean unicode) {
    List<BarLine> models = new ArrayList<>();
    for (String name : names) {
      BarLine line = line(SingleLine.line(name), bytes, OptionalLong.of(total), models.size() > 3);
      models.add(
          models.size() % 3 == 0 ? line.note(SingleLine.line(note)) : line.fragments("8/19"));
    }
    BarFrame frame = new BarFrame(models, Optional.of(MODEL), 3, 1000);
    TerminalSize size = new TerminalSize(columns, rows);
    List<String> lines = new BarRenderer(new BarStyle(unicode, true)).render(frame, size);
    assertTrue(lines.size() <= Math.max(1, rows - 1), lines::toString);
    for (String line : lines) {
      String text = line.replaceAll("\033\\[[0-9]*m", "");
      assertTrue(Cells.width(text) <= Math.max(1, columns - 1), text);
      Matcher percent = PERCENT.matcher(columns > 20 ? text : "");
      while (percent.find() && names.isEmpty()) {
        assertTrue(Integer.parseInt(percent.group(1)) <= 100, text);
      }
    }
  }

  @Property(tries = 300)
  void aPercentageIsAtMostOneHundred(
      @ForAll @LongRange(min = 0) long bytes,
      @ForAll @LongRange(min = 0) long total,
      @ForAll boolean estimated) {
    Pace pace = new Pace(bytes, OptionalLong.of(total), estimated, OptionalDouble.empty());
    Matcher percent = PERCENT.matcher(pace.percent());
    assertTrue(percent.find());
    int value = Integer.parseInt(percent.group(1));
    assertTrue(value <= 100 && (value < 100 || (bytes >= total && !estimated)), pace.percent());
    assertTrue(pace.share() >= 0 && pace.share() <= 1);
  }

  /** Frames of any size follow one another, and nothing of an earlier one remains. */
  @Property(tries = 100)
  void theScreenShowsTheLastFrame(@ForAll @Size(max = 20) List<@IntRange(max = 6) Integer> sizes) {
    TerminalScreen screen = new TerminalScreen(60, 8);
    LiveArea area = new LiveArea(false);
    BarRenderer renderer = new BarRenderer(PLAIN);
    List<String> messages = new ArrayList<>();
    for (int models : sizes) {
      List<String> message = models % 2 == 0 ? List.of() : List.of("message " + models);
      messages.addAll(message);
      BarLine[] lines = new BarLine[models];
      Arrays.fill(lines, MODEL.name("model " + models));
      List<String> frame =
          models == 0 ? List.of() : renderer.render(frame(0, 6, lines), new TerminalSize(60, 8));
      screen.feed(area.draw(message, frame).replace("\n", "\r\n"));
      List<String> expected = new ArrayList<>(messages);
      expected.addAll(frame);
      assertEquals(expected, screen.history());
    }
    assertEquals(0, screen.wrapped());
    screen.feed(area.erase().replace("\n", "\r\n"));
    assertEquals(messages, screen.history());
  }
}
