package org.pumaguard.models.cli.command;

import java.util.List;
import org.pumaguard.models.Composition;
import org.pumaguard.models.cli.settings.ExitStatus;
import org.pumaguard.models.cli.settings.UsageException;
import org.pumaguard.models.domain.cache.ModelCache;
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
  public int run(ParseResult arguments, CommandContext program) {
    String otherwise = program.wantsJson() ? "json" : "yaml";
    RegistryWriter.Format format =
        switch (arguments.matchedOptionValue(FORMAT, otherwise)) {
          case "yaml" -> RegistryWriter.Format.YAML;
          case "json" -> RegistryWriter.Format.JSON;
          default -> throw new UsageException(List.of(FORMAT + ": it is yaml or json"));
        };
    Composition parts = program.parts();
    program
        .console()
        .text(
            parts.get(RegistryWriter.class).write(parts.get(ModelCache.class).registry(), format));
    return ExitStatus.DONE;
  }
}
