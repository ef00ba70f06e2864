package org.pumaguard.models.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.pumaguard.models.domain.cache.ModelStatus;
import org.pumaguard.models.domain.port.CacheRegistry;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Shows the models of the registry and how they stand. */
final class ListCommand implements Command {

  private static final int SHORT_DIGEST = 12;

  @Override
  public String name() {
    return "list";
  }

  @Override
  public void describe(CommandSpec spec) {
    spec.usageMessage()
        .description(
            "Lists the models of the registry and their state: cached, partial, outdated, damaged"
                + " or missing.");
  }

  @Override
  public int run(ParseResult arguments, Program program) {
    List<ModelStatus> models = program.cache().list();
    if (program.wantsJson()) {
      program.console().json(models.stream().map(ListCommand::json).toList());
    } else {
      table(models).lines().forEach(program.console()::line);
    }
    return ExitStatus.DONE;
  }

  private static Table table(List<ModelStatus> models) {
    Table table = new Table().row("NAME", "STATE", "SIZE", "FRAGMENTS", "VERSION", "SHA256");
    for (ModelStatus status : models) {
      table.row(
          status.model().name().value(),
          status.state().text(),
          size(status.size()),
          String.valueOf(status.model().publication().fragments().size()),
          status.model().about().version().orElse("-"),
          status.model().sha256().hex().substring(0, SHORT_DIGEST));
    }
    return table;
  }

  static String size(OptionalLong size) {
    return size.isPresent() ? Sizes.bytes(size.getAsLong()) : "-";
  }

  private static Map<String, Object> json(ModelStatus status) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("name", status.model().name().value());
    object.put("state", status.state().text());
    object.put("size", status.size().isPresent() ? status.size().getAsLong() : null);
    object.put("version", status.model().about().version().orElse(null));
    object.put("sha256", status.model().sha256().hex());
    object.put("fragments", status.model().publication().fragments().size());
    object.put("pinned", status.entry().map(CacheRegistry.Entry::pinned).orElse(false));
    object.put("path", status.path().map(Object::toString).orElse(null));
    return object;
  }
}
