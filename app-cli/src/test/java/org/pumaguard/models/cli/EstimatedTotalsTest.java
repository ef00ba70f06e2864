package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.http.Fault;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.ProgressEvents;
import org.pumaguard.models.testkit.SampleRegistry;

/** Totals of models whose sizes the registry does not state. */
class EstimatedTotalsTest {

  private static final List<String> MODELS = List.of("a.h5", "b.h5", "c.h5");
  private static final int FRAGMENTS = 19;
  private static final int FRAGMENT_BYTES = 32 << 10;
  private static final long TOTAL = (long) FRAGMENTS * FRAGMENT_BYTES;
  private static final int BYTES_PER_SECOND = 200_000;

  @TempDir Path temp;

  @Test
  void eachModelHasATotalBeforeAnyIsFinished() throws IOException {
    try (FetchFixture fixture = slowFixture()) {
      ProgramResult result = fixture.cache("-j", "8");
      assertEquals(Exit.OK, result.status(), result::toString);
      List<Map<String, Object>> events = ProgressEvents.of(result).all();
      int finished = indexOf(events, "event", "finished");
      for (String model : MODELS) {
        int estimated = indexOf(events, model);
        assertTrue(estimated < finished, () -> model + " of " + events);
        check(ProgressEvents.of(result).where("model", model));
      }
    }
  }

  private static void check(ProgressEvents events) {
    for (Map<String, Object> event : events.all()) {
      if (event.get("total") != null) {
        long bytes = number(event, "bytes");
        long total = number(event, "total");
        assertTrue(total >= bytes, event::toString);
        double points = Math.abs(100.0 * bytes / total - 100.0 * bytes / TOTAL);
        assertTrue(points <= 10, event::toString);
        assertTrue(event.get("estimated") != null || total == TOTAL, event::toString);
      }
    }
    Map<String, Object> last = events.named("finished").all().get(0);
    assertEquals(TOTAL, number(last, "total"));
    assertEquals(TOTAL, number(last, "bytes"));
    assertEquals(FRAGMENTS, number(last, "fragmentsDone"));
    assertNull(last.get("estimated"));
  }

  @Test
  void theSizeIsListedAfterTheModelWasRemoved() throws IOException {
    try (FetchFixture fixture = FetchFixture.ofFragments(temp, FRAGMENT_BYTES)) {
      assertEquals(Exit.OK, fixture.cache().status());
      String registry = fixture.published.folder().toString();
      assertEquals(Exit.OK, fixture.launcher.run("-r", registry, "clear", "-y").status());
      ProgramResult listed = fixture.launcher.run("-r", registry, "-o", "json", "list");
      Map<?, ?> row = (Map<?, ?>) JSON.std.listFrom(listed.out()).get(0);
      assertEquals("missing", row.get("state"));
      assertEquals(3L * FRAGMENT_BYTES, Long.parseLong(String.valueOf(row.get("size"))));
      assertFalse(row.containsKey("estimated"), row::toString);
    }
  }

  @Test
  void aVerificationIsProgressWithItsActivity() throws IOException {
    try (FetchFixture fixture = FetchFixture.ofFragments(temp, FRAGMENT_BYTES)) {
      assertEquals(Exit.OK, fixture.cache().status());
      ProgramResult result =
          fixture.launcher.run(
              "-r", fixture.published.folder().toString(), "--progress", "json", "verify");
      ProgressEvents events = ProgressEvents.of(result).named("progress");
      assertFalse(events.isEmpty(), result::toString);
      assertEquals(events.all(), events.where("activity", "verify").all());
      Map<String, Object> last = events.all().get(events.all().size() - 1);
      assertEquals(3L * FRAGMENT_BYTES, number(last, "bytes"));
      assertEquals(3L * FRAGMENT_BYTES, number(last, "total"));
    }
  }

  private FetchFixture slowFixture() throws IOException {
    SampleRegistry published = new SampleRegistry(temp.resolve("www"));
    MODELS.forEach(
        model ->
            published.fragmented(model, FRAGMENTS, FRAGMENT_BYTES, 100L * MODELS.indexOf(model)));
    FetchFixture fixture = new FetchFixture(temp.resolve("home"), published);
    for (String model : MODELS) {
      for (int i = 0; i < FRAGMENTS; i++) {
        String path = "/" + SampleRegistry.fragment(model, i);
        fixture.first.failAlways(path, Fault.rate(BYTES_PER_SECOND));
      }
    }
    return fixture;
  }

  private static int indexOf(List<Map<String, Object>> events, String field, String value) {
    for (int i = 0; i < events.size(); i++) {
      if (value.equals(events.get(i).get(field))) {
        return i;
      }
    }
    throw new AssertionError(value + " of " + events);
  }

  /** The first event of a model with a total. */
  private static int indexOf(List<Map<String, Object>> events, String model) {
    for (int i = 0; i < events.size(); i++) {
      if (model.equals(events.get(i).get("model")) && events.get(i).get("total") != null) {
        return i;
      }
    }
    throw new AssertionError(model + " of " + events);
  }

  private static long number(Map<String, Object> event, String field) {
    return Long.parseLong(String.valueOf(event.get(field)));
  }
}
