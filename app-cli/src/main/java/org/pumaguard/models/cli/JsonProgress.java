package org.pumaguard.models.cli;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.pumaguard.models.domain.model.ModelName;

/**
 * Writes an object a line for each event; those that only count bytes at most five times a second.
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
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("event", event.kind().text());
    object.put("time", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
    object.put("model", event.model().value());
    event.fragment().ifPresent(fragment -> object.put("fragment", fragment.value()));
    event.bytes().ifPresent(bytes -> object.put("bytes", bytes));
    event.total().ifPresent(total -> object.put("total", total));
    event.source().ifPresent(source -> object.put("source", source));
    event.reason().ifPresent(reason -> object.put("reason", Console.printable(reason)));
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
