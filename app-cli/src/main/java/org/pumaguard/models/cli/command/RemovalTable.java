package org.pumaguard.models.cli.command;

import java.util.List;
import org.pumaguard.models.cli.json.RemovalJson;
import org.pumaguard.models.cli.output.Console;
import org.pumaguard.models.domain.api.RemovedItem;

/** Shows the removed items and the items that were kept. */
final class RemovalTable {

  private RemovalTable() {}

  /** Writes a line for each item and a total, or JSON. */
  static void show(List<RemovedItem> removed, boolean dryRun, CommandContext program) {
    if (program.wantsJson()) {
      program.console().json(removed.stream().map(RemovalJson::of).toList());
    } else {
      text(removed, dryRun, program.console());
    }
  }

  private static void text(List<RemovedItem> removed, boolean dryRun, Console console) {
    for (RemovedItem one : removed) {
      if (one.kept().isPresent()) {
        console.warning(one.name() + " is left where it is: " + one.kept().get());
      } else {
        console.line(one.name() + "\t" + one.bytes());
      }
    }
    long bytes = removed.stream().mapToLong(RemovedItem::bytes).sum();
    console.line((dryRun ? "would free\t" : "freed\t") + bytes);
  }
}
