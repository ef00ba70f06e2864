package org.pumaguard.models.cli;

import java.util.List;
import org.pumaguard.models.cli.json.RemovalJson;
import org.pumaguard.models.domain.cache.Cleared;

/** Shows what was removed from the cache, and what was left. */
final class Removals {

  private Removals() {}

  /** Writes a line for each thing and a line for all, or JSON. */
  static void show(List<Cleared> removed, boolean dryRun, Program program) {
    if (program.wantsJson()) {
      program.console().json(removed.stream().map(RemovalJson::of).toList());
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
}
