package org.pumaguard.models.testkit;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The events that a run with {@code --progress json} has told on standard error. */
public record ProgressEvents(List<Map<String, Object>> all) {

  public static ProgressEvents of(ProgramResult result) {
    return new ProgressEvents(
        result
            .err()
            .lines()
            .filter(line -> line.startsWith("{"))
            .map(ProgressEvents::parsed)
            .toList());
  }

  private static Map<String, Object> parsed(String line) {
    try {
      return JSON.std.mapFrom(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Those of one kind. */
  public ProgressEvents named(String event) {
    return where("event", event);
  }

  /** Those in which a field has this value. */
  public ProgressEvents where(String field, Object value) {
    return new ProgressEvents(
        all.stream().filter(event -> Objects.equals(event.get(field), value)).toList());
  }

  /** The values of a field, in the order in which they were told. */
  public List<Object> values(String field) {
    return all.stream().map(event -> Objects.requireNonNull(event.get(field))).toList();
  }

  public boolean isEmpty() {
    return all.isEmpty();
  }
}
