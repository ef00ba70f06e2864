package org.pumaguard.models.cli.command;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.pumaguard.models.cli.settings.ExitStatus;
import org.pumaguard.models.cli.settings.OptionGroup;
import org.pumaguard.models.cli.settings.ProcessEnvironment;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.model.SingleLine;
import org.pumaguard.models.domain.port.RegistryParser.Finding;
import org.pumaguard.models.domain.port.RegistryParser.Severity;
import org.pumaguard.models.domain.source.RegistryLoader;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Checks a registry. */
final class LintCommand implements Command {

  private static final String STRICT = "--strict";

  /** The names in a message; messages that differ in nothing else are equal. */
  private static final Pattern NAMES = Pattern.compile("'[^']*'");

  private final ProcessEnvironment surroundings;

  LintCommand(ProcessEnvironment surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public String name() {
    return "lint";
  }

  @Override
  public Summary summary() {
    return new Summary(Group.REGISTRY, "Check a registry");
  }

  @Override
  public void describe(CommandSpec spec) {
    spec.usageMessage()
        .description(
            "Check a registry and print each finding on a line: file, line and column. Warnings"
                + " that differ in a name only are counted on one line; -v lists them. The exit"
                + " status is 4 if there is an error.");
    spec.addOption(Parameters.flag("Count warnings as errors.", STRICT));
    spec.addPositional(Parameters.one("FILE", "The registry (default: the one in effect).", false));
  }

  @Override
  public List<String> examples() {
    return List.of(
        "pumaguard-models lint model-registry.yaml",
        "pumaguard-models lint --strict -v          # the registry in effect");
  }

  @Override
  public List<OptionGroup> optionGroups() {
    return List.of(OptionGroup.REGISTRY, OptionGroup.NETWORK, OptionGroup.OUTPUT);
  }

  @Override
  public int run(ParseResult arguments, CommandContext program) {
    Optional<String> file = Optional.ofNullable(arguments.matchedPositionalValue(0, null));
    Location location =
        file.map(
                name ->
                    Location.of(
                        surroundings
                            .workingDirectory()
                            .resolve(surroundings.expandHome(name))
                            .normalize()))
            .orElse(program.settings().registry().location());
    RegistryLoader.Text text =
        program
            .parts()
            .get(RegistryLoader.class)
            .read(location, program.settings().registry().allowInsecure());
    boolean strict = arguments.hasMatchedOption(STRICT);
    List<Finding> findings = text.report().findings();
    String name = file.orElse(text.name());
    if (program.wantsJson()) {
      program
          .console()
          .json(findings.stream().map(finding -> json(name, finding, strict)).toList());
    } else {
      boolean all = program.settings().output().verbose();
      folded(findings, all)
          .forEach(
              (finding, more) ->
                  program
                      .console()
                      .line(
                          line(name, finding, strict)
                              + (more == 0 ? "" : ", and " + more + " more (-v lists all)")));
    }
    boolean refused = findings.stream().anyMatch(finding -> isError(finding, strict));
    return refused ? ExitStatus.REGISTRY : ExitStatus.DONE;
  }

  /** The first of equal findings, and the number of those like it. No error is left out. */
  private static Map<Finding, Integer> folded(List<Finding> findings, boolean all) {
    Map<String, Finding> first = new HashMap<>();
    Map<Finding, Integer> folded = new LinkedHashMap<>();
    for (Finding finding : findings) {
      boolean isOwn = all || finding.severity() == Severity.ERROR;
      String kind = finding.severity() + NAMES.matcher(finding.message()).replaceAll("");
      Optional<Finding> former = isOwn ? Optional.empty() : Optional.ofNullable(first.get(kind));
      if (former.isPresent()) {
        folded.merge(former.get(), 1, Integer::sum);
      } else {
        first.putIfAbsent(kind, finding);
        folded.put(finding, 0);
      }
    }
    return folded;
  }

  private static boolean isError(Finding finding, boolean strict) {
    return strict || finding.severity() == Severity.ERROR;
  }

  private static String severity(Finding finding, boolean strict) {
    return isError(finding, strict) ? "error" : "warning";
  }

  private static String line(String name, Finding finding, boolean strict) {
    return SingleLine.line(name)
        + ":"
        + finding.line()
        + ":"
        + finding.column()
        + ": "
        + severity(finding, strict)
        + ": "
        + SingleLine.line(finding.message());
  }

  private static Map<String, Object> json(String name, Finding finding, boolean strict) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("file", name);
    object.put("line", finding.line());
    object.put("column", finding.column());
    object.put("severity", severity(finding, strict));
    object.put("message", finding.message());
    return object;
  }
}
