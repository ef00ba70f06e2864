package org.pumaguard.models.cli.command;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.pumaguard.models.cli.settings.OptionGroup;
import org.pumaguard.models.cli.settings.ProcessEnvironment;
import org.pumaguard.models.cli.settings.UsageException;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.EnsureResult;
import org.pumaguard.models.domain.api.Hint;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Makes one file available without a registry and prints its path. */
final class GetCommand implements Command {

  private static final String URL = "URL";
  private static final String SHA256 = "--sha256";
  private static final String NAME = "--name";

  private final ProcessEnvironment surroundings;

  GetCommand(ProcessEnvironment surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public String name() {
    return "get";
  }

  @Override
  public Summary summary() {
    return new Summary(Group.GET, "Fetch and verify one file, without a registry");
  }

  @Override
  public void describe(CommandSpec spec) {
    spec.usageMessage()
        .description(
            "Fetch and verify one file by its address, without a registry, and print its absolute"
                + " path alone. It is cached by its digest: the next call fetches nothing.");
    spec.addOption(
        OptionSpec.builder(SHA256)
            .type(String.class)
            .arity("1")
            .required(true)
            .paramLabel("HEX")
            .description("The SHA-256 digest of the file: 64 hex digits.")
            .build());
    spec.addOption(
        Parameters.value(
            "NAME",
            "The name in the cache (default: the last part of the address, with a part of the"
                + " digest if another file has that name).",
            NAME));
    spec.addPositional(
        Parameters.one(URL, "The address of the file, or the path of a local file.", true));
  }

  @Override
  public List<String> examples() {
    return List.of(
        "pumaguard-models get https://example.org/detector.h5 \\\n"
            + "    --sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08");
  }

  @Override
  public List<OptionGroup> optionGroups() {
    return List.of(OptionGroup.CACHE, OptionGroup.FETCH, OptionGroup.NETWORK, OptionGroup.OUTPUT);
  }

  @Override
  public int run(ParseResult arguments, CommandContext program) {
    Location location =
        parsed(URL, arguments.matchedPositionalValue(0, ""), surroundings::location);
    Sha256 sha256 = parsed(SHA256, given(arguments, SHA256).orElse(""), Sha256::parse);
    Optional<ModelName> name =
        given(arguments, NAME).map(text -> parsed(NAME, text, ModelName::parse));
    try {
      EnsureResult retrieved =
          name.isPresent()
              ? program.cache().retrieved(location, sha256, name.get())
              : program.cache().retrieved(location, sha256);
      return CacheCommand.show(retrieved, program);
    } catch (CacheException e) {
      throw advised(e);
    }
  }

  /** The failure with a next step for one address, where other commands name sources. */
  private static CacheException advised(CacheException failure) {
    String step =
        switch (failure.hint()) {
          case CHECK_SOURCE -> "check the network and the address";
          case CHECK_NETWORK -> "check the network, the proxy and the address";
          case CHECK_CREDENTIALS -> "check the credentials for it (~/.netrc or PUMAGUARD_TOKEN)";
          case EXTEND_TIMEOUT -> "check the network, or allow more time with --timeout";
          case RETRY_SOURCE_LATER -> "try again later";
          case CHECK_SOURCE_ADDRESS -> "check the address";
          case CHOOSE_INTACT_SOURCE -> "check the address and the digest";
          case FETCH_ONLINE -> "run once without --offline";
          default -> "";
        };
    return step.isEmpty()
        ? failure
        : new CacheException(
            failure.kind(), failure.getMessage() + "; " + step, Hint.NONE, failure);
  }

  private static Optional<String> given(ParseResult arguments, String option) {
    return arguments.hasMatchedOption(option)
        ? arguments.matchedOption(option).originalStringValues().stream().reduce((a, b) -> b)
        : Optional.empty();
  }

  private static <T> T parsed(String option, String text, Function<String, T> parse) {
    try {
      return parse.apply(text);
    } catch (IllegalArgumentException e) {
      throw new UsageException(List.of(option + ": " + e.getMessage()));
    }
  }
}
