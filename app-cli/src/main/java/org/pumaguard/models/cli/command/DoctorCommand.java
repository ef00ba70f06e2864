package org.pumaguard.models.cli.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.pumaguard.models.Composition;
import org.pumaguard.models.cli.output.CommandHints;
import org.pumaguard.models.cli.settings.ByteSizes;
import org.pumaguard.models.cli.settings.ExitStatus;
import org.pumaguard.models.cli.settings.OptionGroup;
import org.pumaguard.models.cli.settings.ProcessEnvironment;
import org.pumaguard.models.cli.settings.RegistrySettings;
import org.pumaguard.models.domain.api.CheckResult;
import org.pumaguard.models.domain.api.Hint;
import org.pumaguard.models.domain.cache.ModelCache;
import org.pumaguard.models.domain.model.SingleLine;
import org.pumaguard.models.domain.source.RegistryLoader;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Diagnoses the configuration, the cache, the registry and the sources. */
final class DoctorCommand implements Command {

  private final ProcessEnvironment surroundings;

  DoctorCommand(ProcessEnvironment surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public String name() {
    return "doctor";
  }

  @Override
  public Summary summary() {
    return new Summary(Group.INSPECT, "Check directories, registry and sources");
  }

  @Override
  public void describe(CommandSpec spec) {
    spec.usageMessage()
        .description(
            "Check the directories, the registry and each source, one line each:"
                + " ok, or what to do. Nothing is changed. The exit status is that of the"
                + " first problem.");
  }

  @Override
  public List<String> examples() {
    return List.of("pumaguard-models doctor", "pumaguard-models doctor -s https://mirror.example/");
  }

  @Override
  public List<OptionGroup> optionGroups() {
    return List.of(OptionGroup.values());
  }

  @Override
  public int run(ParseResult arguments, CommandContext program) {
    RegistrySettings registry = program.settings().registry();
    List<CheckResult> diagnoses = new ArrayList<>();
    diagnoses.add(configuration());
    // Skips the directory check of other commands: doctor reports an obstacle itself.
    Composition parts = program.parts();
    diagnoses.addAll(
        parts
            .get(ModelCache.class)
            .doctor(parts.get(RegistryLoader.class))
            .run(registry.location(), registry.allowInsecure(), registry.sources()));
    if (program.wantsJson()) {
      program.console().json(diagnoses.stream().map(DoctorCommand::json).toList());
    } else {
      diagnoses.forEach(diagnosis -> program.console().line(line(diagnosis)));
    }
    return diagnoses.stream()
        .flatMap(diagnosis -> diagnosis.failure().stream())
        .findFirst()
        .map(ExitStatus::of)
        .orElse(ExitStatus.DONE);
  }

  /**
   * The configuration file was read before the command; an error in it would have ended the
   * program.
   */
  private CheckResult configuration() {
    Path file = surroundings.configurationFile();
    return new CheckResult.Ok(
        "configuration", file.toString(), Files.exists(file) ? "read" : "none");
  }

  private static String line(CheckResult diagnosis) {
    String about =
        String.format(
            "%-7s %-16s %s", diagnosis.status().text(), diagnosis.check(), diagnosis.subject());
    String detail = detail(diagnosis);
    return SingleLine.line(
        diagnosis.status() == CheckResult.Status.PROBLEM
            ? about + ": " + detail + "; " + CommandHints.text(diagnosis.hint())
            : about + " (" + detail + ")");
  }

  private static String detail(CheckResult diagnosis) {
    if (diagnosis.status() == CheckResult.Status.OK && diagnosis.hint() != Hint.NONE) {
      return diagnosis.detail() + "; " + CommandHints.text(diagnosis.hint());
    }
    return diagnosis.free().isPresent()
        ? diagnosis.detail() + ", " + ByteSizes.bytes(diagnosis.free().getAsLong()) + " free"
        : diagnosis.detail();
  }

  private static Map<String, Object> json(CheckResult diagnosis) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("check", diagnosis.check());
    object.put("subject", diagnosis.subject());
    object.put("status", diagnosis.status().text());
    object.put("detail", detail(diagnosis));
    object.put(
        "hint",
        diagnosis.status() == CheckResult.Status.PROBLEM
            ? CommandHints.text(diagnosis.hint())
            : null);
    return object;
  }
}
