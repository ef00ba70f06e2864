package org.pumaguard.models.cli.command;

import java.util.ArrayList;
import java.util.List;
import org.pumaguard.models.cli.json.RemovalJson;
import org.pumaguard.models.cli.settings.ByteSizes;
import org.pumaguard.models.domain.api.RemovedItem;

/** Shows the removed items and the items that were kept. */
final class RemovalTable {

  private RemovalTable() {}

  /** Writes a line for each item and a total, or JSON. */
  static void show(List<RemovedItem> removed, boolean dryRun, CommandContext program) {
    if (program.wantsJson()) {
      program.console().json(removed.stream().map(RemovalJson::of).toList());
    } else {
      text(removed, dryRun, program);
    }
  }

  private static void text(List<RemovedItem> removed, boolean dryRun, CommandContext program) {
    List<List<String>> pairs = new ArrayList<>();
    for (RemovedItem one : removed) {
      if (one.kept().isPresent()) {
        program.console().warning(one.name() + " is left where it is: " + one.kept().get());
      } else {
        pairs.add(List.of(one.name(), bytes(one.bytes(), program)));
      }
    }
    long bytes = removed.stream().mapToLong(RemovedItem::bytes).sum();
    pairs.add(List.of(dryRun ? "would free" : "freed", bytes(bytes, program)));
    program.pairs(pairs);
  }

  private static String bytes(long bytes, CommandContext program) {
    return program.screen().isTerminal() ? ByteSizes.bytes(bytes) : String.valueOf(bytes);
  }
}
