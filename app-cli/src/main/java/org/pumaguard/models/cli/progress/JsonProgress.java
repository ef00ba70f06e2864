package org.pumaguard.models.cli.progress;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.pumaguard.models.cli.json.EventJson;
import org.pumaguard.models.cli.output.Console;
import org.pumaguard.models.domain.model.ModelName;

/**
 * Writes one JSON object a line for each event. Events that only report bytes are written at most
 * five times a second for each model. Removals, which are not about one model, are not written.
 */
final class JsonProgress extends ProgressDisplay {

  private static final Duration COUNT_EVERY = Duration.ofMillis(200);

  private final Map<ModelName, Long> counted = new HashMap<>();
  private final Set<ModelName> fetching = new HashSet<>();
  private Optional<Work> lastWork = Optional.empty();

  JsonProgress(Console console) {
    super(console);
  }

  @Override
  public synchronized void on(Event event) {
    switch (event.kind()) {
      case STARTED -> fetching.add(event.model());
      case FINISHED, FAILED -> fetching.remove(event.model());
      case PROGRESS, REUSED, RETRY, SOURCE_SWITCHED, VERIFIED -> {}
    }
    if (event.kind() != Kind.PROGRESS || isDue(event.model())) {
      write(EventJson.of(event, Instant.now()));
    }
  }

  @Override
  public synchronized void on(Work work) {
    // Within a fetch, bytes are those of the fetch.
    if (work.model().isPresent() && !fetching.contains(work.model().get()) && isDue(work)) {
      lastWork = Optional.of(work);
      EventJson.of(work, Instant.now()).ifPresent(this::write);
    }
  }

  private boolean isDue(Work work) {
    boolean isEnd = work.total().equals(OptionalLong.of(work.done()));
    return isDue(work.model().orElseThrow()) || (isEnd && !lastWork.equals(Optional.of(work)));
  }

  private void write(Map<String, Object> object) {
    try {
      console().err().println(JSON.std.asString(object));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean isDue(ModelName model) {
    long now = System.nanoTime();
    Long last = counted.get(model);
    boolean due = last == null || now - last >= COUNT_EVERY.toNanos();
    if (due) {
      counted.put(model, now);
    }
    return due;
  }
}
