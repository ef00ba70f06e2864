package org.pumaguard.models.cli.progress;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.pumaguard.models.cli.json.EventJson;
import org.pumaguard.models.cli.output.Console;
import org.pumaguard.models.domain.model.ModelName;

/**
 * Writes one JSON object a line for each event. Events that only report bytes are written at most
 * five times a second.
 */
final class JsonProgress extends ProgressDisplay {

  private static final Duration COUNT_EVERY = Duration.ofMillis(200);

  private final Map<ModelName, Long> counted = new HashMap<>();

  JsonProgress(Console console) {
    super(console);
  }

  @Override
  public synchronized void on(Event event) {
    if (event.kind() == Kind.PROGRESS && !isDue(event.model())) {
      return;
    }
    try {
      console().err().println(JSON.std.asString(EventJson.of(event, Instant.now())));
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
