package org.pumaguard.models.cli.command;

import java.util.List;
import java.util.stream.Collectors;
import org.pumaguard.models.cli.json.VerifyResultJson;
import org.pumaguard.models.cli.settings.ByteSizes;
import org.pumaguard.models.cli.settings.ExitStatus;
import org.pumaguard.models.cli.settings.OptionGroup;
import org.pumaguard.models.domain.api.VerifyResult;
import org.pumaguard.models.domain.cache.ModelNames;
import org.pumaguard.models.domain.model.ModelName;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Verifies every byte of cached models and repairs damage. */
final class VerifyCommand implements Command {

  private static final String REPAIR = "--repair";

  /** Maximum number of damaged ranges printed for a model. */
  private static final int MOST_PLACES = 3;

  @Override
  public String name() {
    return "verify";
  }

  @Override
  public Summary summary() {
    return new Summary(Group.INSPECT, "Read every cached byte and locate damage; --repair it");
  }

  @Override
  public void describe(CommandSpec spec) {
    spec.usageMessage()
        .description(
            "Read every cached byte and print whether each model is ok, damaged,"
                + " repaired or missing. The exit status is 5 if one is damaged.");
    spec.addOption(
        Parameters.flag("Repair damaged models, fetching only the damaged ranges.", REPAIR));
    spec.addPositional(
        Parameters.names("Models to read, by names or quoted patterns (default: all)."));
  }

  @Override
  public List<String> examples() {
    return List.of("pumaguard-models verify", "pumaguard-models verify \"*.h5\" --repair");
  }

  @Override
  public List<OptionGroup> optionGroups() {
    return List.of(OptionGroup.values());
  }

  @Override
  public int run(ParseResult arguments, CommandContext program) {
    List<ModelName> names = program.names(arguments, ModelNames.Scope.ALL);
    List<VerifyResult> results =
        arguments.hasMatchedOption(REPAIR)
            ? program.cache().repair(names)
            : program.cache().verify(names);
    if (program.wantsJson()) {
      program.console().json(results.stream().map(VerifyResultJson::of).toList());
    } else {
      program.pairs(
          results.stream()
              .map(verified -> List.of(verified.name().value(), verified.result().text()))
              .toList());
    }
    for (VerifyResult verified : results) {
      if (verified.result() == VerifyResult.Result.REPAIRED) {
        program.console().warning(repaired(verified));
      } else if (verified.failure().isPresent()) {
        if (verified.result() == VerifyResult.Result.DAMAGED) {
          program.console().error(damaged(verified));
        }
        FailureReport.print(List.of(verified.failure().get()), program);
      } else if (verified.result() == VerifyResult.Result.DAMAGED) {
        program
            .console()
            .error(
                damaged(verified)
                    + "; 'verify --repair "
                    + verified.name()
                    + (verified.base().isPresent()
                        ? "' brings a good one into the cache directory"
                        : "' mends it"));
      }
    }
    return status(results);
  }

  private static int status(List<VerifyResult> results) {
    for (VerifyResult verified : results) {
      if (verified.failure().isPresent()) {
        return FailureReport.status(verified.failure().get());
      }
      if (verified.result() == VerifyResult.Result.DAMAGED) {
        return ExitStatus.INTEGRITY;
      }
    }
    return ExitStatus.DONE;
  }

  private static String repaired(VerifyResult verified) {
    if (verified.unpacked().isPresent()) {
      return verified.name() + ": " + verified.unpacked().get() + "; it is unpacked again";
    }
    return verified.name()
        + ": was damaged in "
        + places(verified)
        + verified
            .base()
            .map(base -> " of " + base + "; a good one is in the cache directory now")
            .or(
                () ->
                    verified
                        .replacedBy()
                        .map(
                            now ->
                                "; the version that the registry names now is in its place, sha256 "
                                    + now))
            .orElse("; it is mended")
        + ", with "
        + ByteSizes.bytes(verified.bytesFetched())
        + " fetched";
  }

  private static String damaged(VerifyResult verified) {
    if (verified.unpacked().isPresent()) {
      return verified.name() + ": " + verified.unpacked().get();
    }
    return verified.name()
        + ": damaged in "
        + places(verified)
        + verified.base().map(base -> " of " + base).orElse("")
        + ": expected sha256 "
        + verified.expected().map(Object::toString).orElse("?")
        + ", got "
        + verified.actual().map(Object::toString).orElse("what can't be read");
  }

  private static String places(VerifyResult verified) {
    int more = verified.damage().size() - MOST_PLACES;
    return verified.damage().stream()
            .limit(MOST_PLACES)
            .map(VerifyCommand::place)
            .collect(Collectors.joining(", "))
        + (more > 0 ? " and " + more + " more places" : "");
  }

  private static String place(VerifyResult.Damage damage) {
    return "bytes "
        + damage.range().offset()
        + "-"
        + (damage.range().end() - 1)
        + " (at "
        + ByteSizes.bytes(damage.range().offset())
        + damage.fragment().map(fragment -> ", fragment " + fragment).orElse("")
        + ")";
  }
}
