package org.pumaguard.models.cli.view;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.pumaguard.models.cli.output.Screen;
import org.pumaguard.models.cli.output.TextTable;
import org.pumaguard.models.cli.settings.ByteSizes;
import org.pumaguard.models.domain.api.ModelStatus;
import org.pumaguard.models.domain.model.Compression;
import org.pumaguard.models.domain.model.Fragment;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.ModelState;
import org.pumaguard.models.domain.policy.VersionHistory;
import org.pumaguard.models.domain.port.CacheRegistry;

/** All details of one model, for a person at a terminal. */
public final class ModelDetails {

  private static final int SHORT_DIGEST = 12;

  private final ModelStatus status;
  private final Screen screen;
  private final Instant now;
  private final TextTable table = new TextTable();

  private ModelDetails(ModelStatus status, Screen screen, Instant now) {
    this.status = status;
    this.screen = screen;
    this.now = now;
  }

  /**
   * The lines, one for each detail that is known.
   *
   * @param sources the sources of the model, in the order of use
   * @param all whether each fragment has a line, instead of one for all
   */
  public static List<String> lines(
      ModelStatus status, List<String> sources, boolean all, Screen screen, Instant now) {
    ModelDetails details = new ModelDetails(status, screen, now);
    details.registered(sources);
    details.fragments(all);
    status.entry().ifPresent(details::cached);
    return details.table.lines();
  }

  private void registered(List<String> sources) {
    Model model = status.model();
    table.row("name", model.name().value());
    String state = status.state().text();
    table.row(
        "state",
        status.state() == ModelState.DAMAGED
            ? state + "; 'verify " + model.name() + "' locates the damage"
            : state);
    status.path().ifPresent(path -> table.row("path", path.toString()));
    table.row(
        "size",
        status.size().isEmpty()
            ? "unknown until it is fetched"
            : ModelTable.size(status)
                + (status.isSizeEstimated()
                    ? " (estimated)"
                    : " (" + status.size().getAsLong() + " bytes)"));
    model.about().version().ifPresent(version -> table.row("version", version));
    table.row("sha256", model.sha256().hex());
    model.about().description().ifPresent(text -> table.row("description", text));
    model.about().license().ifPresent(text -> table.row("license", text));
    if (!model.publication().file().equals(model.name().file())) {
      table.row("file", model.publication().file().value());
    }
    Optional<Compression> compression = model.publication().compression();
    if (compression.isPresent()) {
      table.row("compression", compression.get().text());
      table.row("file sha256", model.publication().sha256().hex());
    }
    model.unpack().ifPresent(directory -> table.row("unpacked into", directory.value()));
    sources.forEach(source -> table.row("source", source));
  }

  private void fragments(boolean all) {
    List<Fragment> fragments = status.model().publication().fragments();
    if (all) {
      for (Fragment fragment : fragments) {
        table.row(
            "fragment",
            fragment.name()
                + "  "
                + fragment.sha256()
                + (fragment.size().isPresent() ? "  " + fragment.size().getAsLong() : ""));
      }
    } else if (!fragments.isEmpty()) {
      table.row(
          "fragments",
          fragments.size()
              + ", "
              + fragments.get(0).name()
              + " to "
              + screen.ellipsis()
              + ending(fragments)
              + " (see --all)");
    }
  }

  /** How the name of the last fragment differs from that of the first. */
  private static String ending(List<Fragment> fragments) {
    String first = fragments.get(0).name().value();
    String last = fragments.get(fragments.size() - 1).name().value();
    int common = 0;
    while (common < Math.min(first.length(), last.length()) - 1
        && first.charAt(common) == last.charAt(common)) {
      common++;
    }
    return last.substring(common);
  }

  private void cached(CacheRegistry.Entry entry) {
    if (!entry.sha256().equals(status.model().sha256())) {
      table.row("cached sha256", entry.sha256().hex());
      entry.shown().version().ifPresent(version -> table.row("cached version", version));
    }
    table.row("cached", at(entry.cachedAt()));
    table.row("verified", at(entry.verifiedAt()));
    table.row("last used", at(entry.lastUsed()));
    entry.shown().source().ifPresent(source -> table.row("fetched from", source));
    table.row("pinned", entry.pinned() ? "yes" : "no");
    for (CacheRegistry.Version version : VersionHistory.kept(entry, entry.sha256())) {
      table.row(
          "kept version",
          version.version().map(text -> text + ", ").orElse("")
              + "sha256 "
              + version.sha256().hex().substring(0, SHORT_DIGEST)
              + screen.ellipsis()
              + ", "
              + ByteSizes.bytes(version.fingerprint().size())
              + ", cached "
              + Elapsed.since(version.cachedAt(), now));
    }
  }

  private String at(Instant time) {
    return Elapsed.since(time, now) + " (" + time.truncatedTo(ChronoUnit.SECONDS) + ")";
  }
}
