package org.pumaguard.models.cli.view;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.pumaguard.models.cli.output.FittedTable;
import org.pumaguard.models.cli.output.Screen;
import org.pumaguard.models.cli.output.TextTable;
import org.pumaguard.models.cli.settings.ByteSizes;
import org.pumaguard.models.domain.api.ModelStatus;
import org.pumaguard.models.domain.model.ModelState;

/** The table of models: all columns in a pipe, those that fit on a terminal. */
public final class ModelTable {

  private static final String STATE = "STATE";
  private static final List<String> HEADER =
      List.of("NAME", STATE, "SIZE", "VERSION", "USED", "FRAGMENTS", "SHA256");

  /** The digest goes first, then the fragments, the version, the last use and the size. */
  private static final List<Integer> DISPENSABLE = List.of(6, 5, 3, 4, 2);

  private static final int SHORT_DIGEST = 12;

  private ModelTable() {}

  /** The lines of the table, with its header. */
  public static List<String> lines(List<ModelStatus> models, Screen screen, Instant now) {
    TextTable table = new TextTable().row(HEADER.toArray(String[]::new));
    for (ModelStatus status : models) {
      table.row(
          status.model().name().value(),
          symbol(status.state(), screen) + status.state().text(),
          size(status),
          status.model().about().version().orElse("-"),
          status.entry().map(entry -> Elapsed.since(entry.lastUsed(), now)).orElse("-"),
          String.valueOf(status.model().publication().fragments().size()),
          status.model().sha256().hex().substring(0, SHORT_DIGEST));
    }
    return screen.isTerminal()
        ? new FittedTable(table.rows(), screen, DISPENSABLE)
            .lines((column, cell) -> column.equals(STATE) ? painted(cell, screen) : cell)
        : table.lines();
  }

  /** The size, or a dash if it is unknown. */
  static String size(ModelStatus status) {
    String mark = status.isSizeEstimated() ? "~" : "";
    return status.size().isPresent() ? mark + ByteSizes.bytes(status.size().getAsLong()) : "-";
  }

  private static String symbol(ModelState state, Screen screen) {
    if (!screen.isColoured() || !screen.isUnicode()) {
      return "";
    }
    return switch (state) {
      case CACHED -> "✓ ";
      case PARTIAL -> "◐ ";
      case OUTDATED -> "↑ ";
      case DAMAGED -> "✗ ";
      case MISSING -> "· ";
    };
  }

  private static String painted(String cell, Screen screen) {
    String word = cell.substring(cell.indexOf(' ') + 1).toUpperCase(Locale.ROOT);
    for (ModelState state : ModelState.values()) {
      if (state.name().equals(word)) {
        return screen.painted(colour(state), cell);
      }
    }
    return cell;
  }

  private static String colour(ModelState state) {
    return switch (state) {
      case CACHED -> "32";
      case PARTIAL, OUTDATED -> "33";
      case DAMAGED -> "31";
      case MISSING -> "2";
    };
  }
}
