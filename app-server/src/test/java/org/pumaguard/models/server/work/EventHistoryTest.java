package org.pumaguard.models.server.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.Hint;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.ModelState;
import org.pumaguard.models.domain.port.Progress;

/** Which events are kept, how long, and what follows an id. */
class EventHistoryTest {

  private static final ModelName MODEL = ModelName.parse("m.pt");

  private final EventHistory history = new EventHistory("run");

  @Test
  void progressFragmentsAndUnchangedStatesHaveNoId() {
    Progress.Event verified = Progress.Event.of(Progress.Kind.VERIFIED, MODEL);
    assertTrue(add(verified.fragment(new FileName("m.pt_aa"))).isEmpty());
    assertTrue(add(Progress.Event.of(Progress.Kind.PROGRESS, MODEL)).isEmpty());
    assertTrue(add(Progress.Event.of(Progress.Kind.REUSED, MODEL)).isEmpty());
    assertTrue(add(ModelState.CACHED, "").isEmpty());
    assertEquals("run-1", add(verified).orElseThrow());
    assertEquals("run-2", add(ModelState.MISSING, "").orElseThrow());
    assertTrue(add(ModelState.MISSING, "").isEmpty());
    assertEquals("run-3", add(ModelState.MISSING, "refused").orElseThrow());
    assertEquals("run-4", add(ModelState.CACHED, "").orElseThrow());
    assertTrue(add(ModelState.CACHED, "").isEmpty());
    assertEquals(List.of("run-1", "run-2", "run-3", "run-4"), ids(history.all()));
  }

  @Test
  void anIdIsFollowedByLaterEventsEachOnce() {
    for (int i = 0; i < 250; i++) {
      history.add(new ServerEvent.RegistryChanged(i, Instant.EPOCH));
    }
    assertEquals(EventHistory.MAX_EVENTS, history.all().size());
    assertEquals("run-51", ids(history.all()).get(0));
    assertEquals(List.of("run-249", "run-250"), ids(history.after("run-248")));
    assertEquals(List.of(), history.after("run-250"));
    for (String other : new String[] {"other-250", "run-", "run-x", "", "run-3"}) {
      assertEquals(history.all(), history.after(other), other);
    }
  }

  @Test
  void aModelKeepsItsEventsWhateverOthersDo() {
    add(Progress.Event.of(Progress.Kind.FINISHED, MODEL));
    for (int i = 0; i < 900; i++) {
      ModelName other = ModelName.parse("other-" + i);
      for (int n = 0; n < 30; n++) {
        add(Progress.Event.of(Progress.Kind.STARTED, other));
      }
      assertEquals(EventHistory.MAX_EVENTS_OF_MODEL, history.of(other).size());
    }
    assertEquals(List.of("run-1"), ids(history.of(MODEL)));
    for (int i = 900; i <= EventHistory.MAX_MODELS + 1; i++) {
      add(Progress.Event.of(Progress.Kind.STARTED, ModelName.parse("other-" + i)));
    }
    assertEquals(List.of(), history.of(ModelName.parse("other-0")));
  }

  private Optional<String> add(Progress.Event event) {
    return history.add(new ServerEvent.ModelProgress(event, Instant.EPOCH)).id();
  }

  private Optional<String> add(ModelState state, String failure) {
    Optional<CacheException> cause =
        Optional.of(failure)
            .filter(text -> !text.isEmpty())
            .map(text -> new CacheException(CacheException.Kind.UNAVAILABLE, text, Hint.RETRY));
    return history.add(new ServerEvent.StateChanged(MODEL, state, cause, Instant.EPOCH)).id();
  }

  private static List<String> ids(List<PublishedEvent> events) {
    return events.stream().map(event -> event.id().orElseThrow()).toList();
  }
}
