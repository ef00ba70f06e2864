package org.pumaguard.models.cli.command;

import java.util.List;
import java.util.stream.Stream;
import org.pumaguard.models.Composition;
import org.pumaguard.models.cli.settings.ExitStatus;
import org.pumaguard.models.cli.settings.OptionGroup;
import org.pumaguard.models.cli.settings.UsageException;
import org.pumaguard.models.cli.settings.ValueParser;
import org.pumaguard.models.domain.cache.ModelCache;
import org.pumaguard.models.domain.model.SourceLocation;
import org.pumaguard.models.domain.model.SourceRegistry;
import org.pumaguard.models.domain.port.RegistryWriter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Writes the effective source registry. */
final class ExportCommand implements Command {

  private static final String FORMAT = "--format";

  @Override
  public String name() {
    return "export";
  }

  @Override
  public Summary summary() {
    return new Summary(Group.REGISTRY, "Print the registry in effect");
  }

  @Override
  public void describe(CommandSpec spec) {
    spec.usageMessage()
        .description(
            "Print the source registry in effect, with --source applied. The output"
                + " reads back to the same registry.");
    spec.addOption(
        OptionSpec.builder(FORMAT)
            .type(String.class)
            .arity("1")
            .paramLabel("yaml|json")
            .description("The format (default: yaml).")
            .build());
  }

  @Override
  public List<String> examples() {
    return List.of(
        "pumaguard-models export > model-registry.yaml",
        "pumaguard-models -s https://mirror.example/ export --format json");
  }

  @Override
  public List<OptionGroup> optionGroups() {
    return List.of(OptionGroup.REGISTRY, OptionGroup.NETWORK, OptionGroup.OUTPUT);
  }

  @Override
  public int run(ParseResult arguments, CommandContext program) {
    String otherwise = program.wantsJson() ? "json" : "yaml";
    RegistryWriter.Format format =
        switch (arguments.matchedOptionValue(FORMAT, otherwise)) {
          case "yaml" -> RegistryWriter.Format.YAML;
          case "json" -> RegistryWriter.Format.JSON;
          default ->
              throw new UsageException(
                  List.of(
                      FORMAT
                          + ": "
                          + ValueParser.notOneOf(
                                  List.of("yaml", "json"), arguments.matchedOptionValue(FORMAT, ""))
                              .getMessage()));
        };
    Composition parts = program.parts();
    SourceRegistry registry = parts.get(ModelCache.class).registry();
    program.console().text(parts.get(RegistryWriter.class).write(registry, format));
    warnOfCredentials(registry, program);
    return ExitStatus.DONE;
  }

  /** The output reads back to the same registry, so it contains the credentials too. */
  private static void warnOfCredentials(SourceRegistry registry, CommandContext program) {
    Stream.concat(
            registry.sources().stream(),
            registry.models().stream().flatMap(model -> model.sources().stream()))
        .filter(SourceLocation::hasCredentials)
        .findFirst()
        .ifPresent(
            source ->
                program
                    .console()
                    .warning(
                        "the output contains the credentials of the source "
                            + source
                            + "; move them to ~/.netrc before you publish it"));
  }
}
