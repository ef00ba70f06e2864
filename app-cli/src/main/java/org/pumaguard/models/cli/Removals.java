package org.pumaguard.models.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.pumaguard.models.domain.cache.Cleared;

/** Shows what was removed from the cache, and what was left. */
final class Removals {

  private Removals() {}

  /** Writes a line for each thing and a line for all, or JSON. */
  static void show(List<Cleared> removed, boolean dryRun, Program program) {
    if (program.wantsJson()) {
      program.console().json(removed.stream().map(Removals::json).toList());
    } else {
      text(removed, dryRun, program.console());
    }
  }

  private static void text(List<Cleared> removed, boolean dryRun, Console console) {
    for (Cleared one : removed) {
      if (one.kept().isPresent()) {
        console.warning(one.name() + " is left where it is: " + one.kept().get());
      } else {
        console.line(one.name() + "\t" + one.bytes());
      }
    }
    long bytes = removed.stream().mapToLong(Cleared::bytes).sum();
    console.line((dryRun ? "would free\t" : "freed\t") + bytes);
  }

  private static Map<String, Object> json(Cleared removed) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("name", removed.name());
    object.put("bytes", removed.bytes());
    object.put("kept", removed.kept().orElse(null));
    return object;
  }
}
