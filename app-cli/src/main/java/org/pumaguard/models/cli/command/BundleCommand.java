package org.pumaguard.models.cli.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pumaguard.models.cli.settings.ExitStatus;
import org.pumaguard.models.cli.settings.OptionGroup;
import org.pumaguard.models.cli.settings.ProcessEnvironment;
import org.pumaguard.models.cli.settings.UsageException;
import org.pumaguard.models.domain.api.BundleSummary;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.ImportResult;
import org.pumaguard.models.domain.bundle.Bundler;
import org.pumaguard.models.domain.cache.ModelNames;
import org.pumaguard.models.domain.model.ModelName;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** Transfers models to machines without a network. */
final class BundleCommand implements Command {

  private final ProcessEnvironment surroundings;

  BundleCommand(ProcessEnvironment surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public String name() {
    return "bundle";
  }

  @Override
  public Summary summary() {
    return new Summary(Group.REGISTRY, "Carry models to machines without a network");
  }

  @Override
  public void describe(CommandSpec spec) {
    spec.usageMessage().description("Move models to machines without a network, in one file.");
  }

  @Override
  public List<Command> commands() {
    return List.of(new Create(), new Import());
  }

  @Override
  public List<String> examples() {
    return List.of(
        "pumaguard-models bundle create models.tar.zst    # where the network is",
        "pumaguard-models bundle import models.tar.zst    # where it is not");
  }

  @Override
  public List<OptionGroup> optionGroups() {
    return List.of();
  }

  @Override
  public int run(ParseResult arguments, CommandContext program) {
    throw new UsageException(List.of("bundle: create or import is missing"));
  }

  private Path file(String text) {
    return surroundings.workingDirectory().resolve(surroundings.expandHome(text)).normalize();
  }

  private static PositionalParamSpec.Builder file(String description, boolean first) {
    return PositionalParamSpec.builder()
        .type(String.class)
        .index("0")
        .arity("1")
        .required(first)
        .paramLabel("FILE")
        .description(description);
  }

  /** Writes a bundle. */
  private final class Create implements Command {

    private static final String SINCE = "--since";

    @Override
    public String name() {
      return "create";
    }

    @Override
    public Summary summary() {
      return new Summary(Group.REGISTRY, "Write models and their registry into one file");
    }

    @Override
    public void describe(CommandSpec spec) {
      spec.usageMessage()
          .description(
              "Write a bundle of the named models (default: all) and their registry."
                  + " Missing models are fetched, and every byte is verified. The same"
                  + " models give the same bytes.");
      spec.addOption(
          OptionSpec.builder(SINCE)
              .type(String.class)
              .arity("1")
              .paramLabel("LIST")
              .description(
                  "Leave out content that this file lists: the output of 'list -o json'"
                      + " or 'export', a list of SHA-256 digests, or another bundle.")
              .build());
      spec.addPositional(
          file("The bundle: a name that ends in .tar, .tar.gz, .tgz or .tar.zst.", true).build());
      spec.addPositional(
          PositionalParamSpec.builder()
              .type(List.class)
              .auxiliaryTypes(String.class)
              .index("1..*")
              .arity("0..*")
              .paramLabel("NAME")
              .description("Models of the registry (default: all).")
              .build());
    }

    @Override
    public List<String> examples() {
      return List.of(
          "pumaguard-models bundle create models.tar.zst",
          "pumaguard-models list -o json > has.json         # on the other machine",
          "pumaguard-models bundle create new.tar --since has.json");
    }

    @Override
    public List<OptionGroup> optionGroups() {
      return List.of(OptionGroup.values());
    }

    @Override
    public int run(ParseResult arguments, CommandContext program) {
      Path file = file(arguments.matchedPositionalValue(0, ""));
      List<String> texts = arguments.matchedPositionalValue(1, List.of());
      List<ModelName> names = texts.stream().map(ModelNames::parse).toList();
      Optional<Path> since =
          Optional.ofNullable(arguments.<String>matchedOptionValue(SINCE, null))
              .map(BundleCommand.this::file);
      if (!program.bundler().canWrite(file)) {
        throw new UsageException(
            List.of(
                "bundle create: '"
                    + arguments.matchedPositionalValue(0, "")
                    + "' does not end in .tar, .tar.gz, .tgz or .tar.zst"));
      }
      try {
        Bundler bundler = program.bundler();
        report(
            since.isPresent()
                ? bundler.createSince(file, names, since.get())
                : bundler.create(file, names),
            program);
        return ExitStatus.DONE;
      } catch (CacheException e) {
        List<CacheException> failures = new ArrayList<>(List.of(e));
        for (Throwable other : e.getSuppressed()) {
          if (other instanceof CacheException failure) {
            failures.add(failure);
          }
        }
        return FailureReport.print(failures, program);
      }
    }

    private static void report(BundleSummary packed, CommandContext program) {
      if (program.wantsJson()) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("path", packed.file().toString());
        object.put("bytes", packed.bytes());
        object.put("models", packed.models());
        object.put("contents", packed.contents());
        object.put("leftOut", packed.leftOut());
        program.console().json(object);
      } else {
        program.console().line(packed.file() + "\t" + packed.bytes());
      }
    }
  }

  /** Imports a bundle into the cache. */
  private final class Import implements Command {

    @Override
    public String name() {
      return "import";
    }

    @Override
    public Summary summary() {
      return new Summary(Group.REGISTRY, "Import the models of a bundle");
    }

    @Override
    public void describe(CommandSpec spec) {
      spec.usageMessage()
          .description(
              "Import the models of a bundle, each after all its bytes are verified,"
                  + " and print their paths. Only the registry in the bundle is used, and no"
                  + " network. A model that fails does not stop the others.");
      spec.addPositional(file("The bundle; - for standard input.", true).build());
    }

    @Override
    public List<String> examples() {
      return List.of(
          "pumaguard-models bundle import models.tar",
          "tar -xf models.tar model-registry.yaml      # for programs without a registry",
          "pumaguard-models -r model-registry.yaml --offline list");
    }

    @Override
    public List<OptionGroup> optionGroups() {
      return List.of(OptionGroup.CACHE, OptionGroup.OUTPUT);
    }

    @Override
    public int run(ParseResult arguments, CommandContext program) {
      String name = arguments.matchedPositionalValue(0, "");
      Path file = name.equals("-") ? Path.of("/dev/stdin") : file(name);
      ImportResult imported = program.bundler().importFrom(file);
      imported.refusal().ifPresent(program.console()::error);
      int status = CacheCommand.report(imported.outcomes(), program);
      return imported.refusal().map(refusal -> ExitStatus.of(refusal.kind())).orElse(status);
    }
  }
}
