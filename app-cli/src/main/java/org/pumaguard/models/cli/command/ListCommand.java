package org.pumaguard.models.cli.command;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.pumaguard.models.cli.json.ModelJson;
import org.pumaguard.models.cli.settings.ExitStatus;
import org.pumaguard.models.cli.settings.OptionGroup;
import org.pumaguard.models.cli.settings.UsageException;
import org.pumaguard.models.cli.settings.ValueParser;
import org.pumaguard.models.cli.view.ModelTable;
import org.pumaguard.models.domain.api.ModelStatus;
import org.pumaguard.models.domain.cache.ModelNames;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.ModelState;
import org.pumaguard.models.domain.port.CacheRegistry;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Lists the models of the registry and their states. */
final class ListCommand implements Command {

  private static final String STATE = "--state";
  private static final String SORT = "--sort";
  private static final String REGISTRY_ORDER = "registry";
  private static final List<String> STATES =
      Stream.of(ModelState.values()).map(ModelState::text).toList();

  @Override
  public String name() {
    return "list";
  }

  @Override
  public Summary summary() {
    return new Summary(Group.INSPECT, "List models: state, size, version, last use");
  }

  @Override
  public void describe(CommandSpec spec) {
    spec.usageMessage()
        .description(
            "List the models of the registry and their state: cached, partial (some bytes are on"
                + " disk), outdated (another version is cached), damaged or missing. On a terminal,"
                + " columns that do not fit are left out.");
    spec.addOption(
        Parameters.value(
            "STATE,…", "Only models in these states: " + String.join(", ", STATES) + ".", STATE));
    spec.addOption(
        Parameters.value(
            "KEY",
            "Sort by name, size (largest first), last-used (latest first), state, or registry (its"
                + " order, the default).",
            SORT));
    spec.addPositional(
        Parameters.names("Models of the registry, by names or quoted patterns (default: all)."));
  }

  @Override
  public List<String> examples() {
    return List.of(
        "pumaguard-models list",
        "pumaguard-models list \"yolo*\" --sort size",
        "pumaguard-models list --state missing,damaged -o json");
  }

  @Override
  public List<OptionGroup> optionGroups() {
    return List.of(
        OptionGroup.REGISTRY, OptionGroup.CACHE, OptionGroup.NETWORK, OptionGroup.OUTPUT);
  }

  @Override
  public int run(ParseResult arguments, CommandContext program) {
    Set<String> states = states(arguments.matchedOptionValue(STATE, ""));
    Optional<Comparator<ModelStatus>> order =
        order(arguments.matchedOptionValue(SORT, REGISTRY_ORDER));
    List<ModelName> names = program.names(arguments, ModelNames.Scope.REGISTERED);
    List<ModelStatus> models =
        new ArrayList<>(
            names.isEmpty()
                ? program.cache().list()
                : names.stream().map(program.cache()::status).toList());
    if (!states.isEmpty()) {
      models.removeIf(status -> !states.contains(status.state().text()));
    }
    order.ifPresent(models::sort);
    if (program.wantsJson()) {
      program.console().json(models.stream().map(ModelJson::line).toList());
    } else {
      ModelTable.lines(models, program.screen(), Instant.now()).forEach(program.console()::line);
    }
    return ExitStatus.DONE;
  }

  private static Set<String> states(String text) {
    Set<String> states = new HashSet<>();
    for (String state : text.isEmpty() ? new String[0] : text.split(",", -1)) {
      if (!STATES.contains(state)) {
        throw new UsageException(
            List.of(STATE + ": " + ValueParser.notOneOf(STATES, state).getMessage()));
      }
      states.add(state);
    }
    return states;
  }

  /** The order of the registry if empty. Sorting is stable. */
  private static Optional<Comparator<ModelStatus>> order(String key) {
    return switch (key) {
      case REGISTRY_ORDER -> Optional.empty();
      case "name" -> Optional.of(Comparator.comparing(status -> status.model().name().value()));
      case "size" -> Optional.of(Comparator.comparing(status -> -status.size().orElse(-1)));
      case "last-used" ->
          Optional.of(
              Comparator.comparing(
                  (ModelStatus status) ->
                      status.entry().map(CacheRegistry.Entry::lastUsed).orElse(Instant.MIN),
                  Comparator.reverseOrder()));
      case "state" -> Optional.of(Comparator.comparing(ModelStatus::state));
      default ->
          throw new UsageException(
              List.of(
                  SORT
                      + ": "
                      + ValueParser.notOneOf(
                              List.of("name", "size", "last-used", "state", REGISTRY_ORDER), key)
                          .getMessage()));
    };
  }
}
