package org.pumaguard.models.cli.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.pumaguard.models.cli.settings.ExitStatus;
import org.pumaguard.models.cli.settings.OptionGroup;
import org.pumaguard.models.domain.api.RollbackResult;
import org.pumaguard.models.domain.port.CacheRegistry;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Restores the previous version of a model. */
final class RollbackCommand implements Command {

  @Override
  public String name() {
    return "rollback";
  }

  @Override
  public Summary summary() {
    return new Summary(Group.MAINTAIN, "Restore the previous kept version of a model");
  }

  @Override
  public void describe(CommandSpec spec) {
    spec.usageMessage()
        .description(
            "Restore the previous kept version of a model, and print its name, its"
                + " version (or its digest) and its path. The replaced version is kept:"
                + " 'cache' returns to the version of the registry without a fetch.");
    spec.addPositional(Parameters.name());
  }

  @Override
  public List<String> examples() {
    return List.of(
        "pumaguard-models rollback yolov8s.pt",
        "pumaguard-models cache yolov8s.pt        # back to the current version");
  }

  @Override
  public List<OptionGroup> optionGroups() {
    return List.of(
        OptionGroup.REGISTRY, OptionGroup.CACHE, OptionGroup.NETWORK, OptionGroup.OUTPUT);
  }

  @Override
  public int run(ParseResult arguments, CommandContext program) {
    RollbackResult result =
        program.cache().rollback(arguments.<String>matchedPositionalValue(0, ""));
    if (program.wantsJson()) {
      program.console().json(json(result));
    } else {
      program
          .console()
          .line(result.name() + "\t" + versionOrDigest(result.shown()) + "\t" + result.path());
    }
    program
        .console()
        .hint(
            result.name()
                + " was "
                + versionOrDigest(result.left())
                + ", which is kept: 'cache "
                + result.name()
                + "' brings the registry's version forward again");
    return ExitStatus.DONE;
  }

  private static Map<String, Object> json(RollbackResult result) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("name", result.name().value());
    object.put("version", result.shown().version().orElse(null));
    object.put("sha256", result.shown().sha256().hex());
    object.put("path", result.path().toString());
    return object;
  }

  private static String versionOrDigest(CacheRegistry.Version version) {
    return version.version().orElse(version.sha256().hex());
  }
}
