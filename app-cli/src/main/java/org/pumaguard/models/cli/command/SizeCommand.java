package org.pumaguard.models.cli.command;

import java.util.List;
import org.pumaguard.models.cli.json.UsageJson;
import org.pumaguard.models.cli.output.TextTable;
import org.pumaguard.models.cli.settings.ByteSizes;
import org.pumaguard.models.cli.settings.ExitStatus;
import org.pumaguard.models.cli.settings.OptionGroup;
import org.pumaguard.models.domain.api.CacheUsage;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Shows the disk usage of the cache. */
final class SizeCommand implements Command {

  @Override
  public String name() {
    return "size";
  }

  @Override
  public Summary summary() {
    return new Summary(Group.INSPECT, "Show disk use, and what prune would free");
  }

  @Override
  public void describe(CommandSpec spec) {
    spec.usageMessage()
        .description(
            "Show the number of cached models, their bytes with former versions,"
                + " bytes saved by sharing, bytes of partial downloads, bytes that 'prune'"
                + " would free, and the space used on disk.");
  }

  @Override
  public List<String> examples() {
    return List.of("pumaguard-models size");
  }

  @Override
  public List<OptionGroup> optionGroups() {
    return List.of(OptionGroup.CACHE, OptionGroup.OUTPUT);
  }

  @Override
  public int run(ParseResult arguments, CommandContext program) {
    CacheUsage usage = program.cache().usage();
    if (program.wantsJson()) {
      program.console().json(UsageJson.of(usage));
    } else {
      TextTable table = new TextTable();
      table.row("models", String.valueOf(usage.models()));
      row(table, "bytes", usage.bytes());
      row(table, "saved by sharing", usage.savedBytes());
      row(table, "partial", usage.partialBytes());
      row(table, "reclaimable", usage.reclaimableBytes());
      row(table, "on disk", usage.diskBytes());
      table.lines().forEach(program.console()::line);
    }
    return ExitStatus.DONE;
  }

  private static void row(TextTable table, String label, long bytes) {
    table.row(label, bytes + " (" + ByteSizes.bytes(bytes) + ")");
  }
}
