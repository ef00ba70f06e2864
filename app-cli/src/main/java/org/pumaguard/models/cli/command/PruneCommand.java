package org.pumaguard.models.cli.command;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.pumaguard.models.cli.settings.Ages;
import org.pumaguard.models.cli.settings.ByteSizes;
import org.pumaguard.models.cli.settings.ExitStatus;
import org.pumaguard.models.cli.settings.OptionGroup;
import org.pumaguard.models.cli.settings.UsageException;
import org.pumaguard.models.domain.api.PruneResult;
import org.pumaguard.models.domain.policy.Retention;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Removes old versions, leftovers and stale partials. */
final class PruneCommand implements Command {

  private static final String KEEP = "--keep";
  private static final String OLDER_THAN = "--older-than";
  private static final String MAX_SIZE = "--max-size";
  private static final String DRY_RUN = "--dry-run";
  private static final int MOST_KEPT = 1_000_000;

  @Override
  public String name() {
    return "prune";
  }

  @Override
  public Summary summary() {
    return new Summary(Group.MAINTAIN, "Remove old versions, leftovers and unused models");
  }

  @Override
  public void describe(CommandSpec spec) {
    spec.usageMessage()
        .description(
            "Remove old versions, leftovers and abandoned partial downloads. Pinned"
                + " and leased models are kept.");
    spec.addOption(
        Parameters.value(
            "N",
            "Former versions of each model to keep besides its current one (default: 1).",
            KEEP));
    spec.addOption(
        Parameters.value(
            "AGE",
            "Remove models too that were not used for so long, such as 12h or 30d.",
            OLDER_THAN));
    spec.addOption(
        Parameters.value(
            "BYTES",
            "Remove models too, least recently used first, until the rest takes no more than this.",
            MAX_SIZE));
    spec.addOption(Parameters.flag("Only say what would be removed.", DRY_RUN));
  }

  @Override
  public List<String> examples() {
    return List.of(
        "pumaguard-models prune --dry-run",
        "pumaguard-models prune --older-than 90d --max-size 20G");
  }

  @Override
  public List<OptionGroup> optionGroups() {
    return List.of(
        OptionGroup.REGISTRY, OptionGroup.CACHE, OptionGroup.NETWORK, OptionGroup.OUTPUT);
  }

  @Override
  public int run(ParseResult arguments, CommandContext program) {
    Retention retention =
        new Retention(
            value(arguments, KEEP, PruneCommand::count).orElse(Retention.DEFAULT.keep()),
            value(arguments, OLDER_THAN, Ages::parse),
            value(arguments, MAX_SIZE, ByteSizes::parse)
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty()));
    boolean dryRun = arguments.hasMatchedOption(DRY_RUN);
    PruneResult pruned = program.cache().prune(retention, dryRun);
    RemovalTable.show(pruned.removed(), dryRun, program);
    if (pruned.over() > 0) {
      program
          .console()
          .warning(
              "what stays is "
                  + pruned.over()
                  + " bytes larger than --max-size: it is pinned, or in use, or was changed");
    }
    return ExitStatus.DONE;
  }

  private static int count(String text) {
    if (text.matches("\\d{1,9}") && Integer.parseInt(text) <= MOST_KEPT) {
      return Integer.parseInt(text);
    }
    throw new IllegalArgumentException(
        "'" + text + "' is not a whole number from 0 to " + MOST_KEPT);
  }

  private static <T> Optional<T> value(
      ParseResult arguments, String option, Function<String, T> parse) {
    if (!arguments.hasMatchedOption(option)) {
      return Optional.empty();
    }
    List<String> given = arguments.matchedOption(option).originalStringValues();
    try {
      return Optional.of(parse.apply(given.get(given.size() - 1)));
    } catch (IllegalArgumentException e) {
      throw new UsageException(List.of(option + ": " + e.getMessage()));
    }
  }
}
