package org.pumaguard.models.cli.command;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import org.pumaguard.models.Composition;
import org.pumaguard.models.cli.output.Console;
import org.pumaguard.models.cli.output.Screen;
import org.pumaguard.models.cli.output.TextTable;
import org.pumaguard.models.cli.settings.OutputSettings;
import org.pumaguard.models.cli.settings.Settings;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.Hint;
import org.pumaguard.models.domain.bundle.Bundler;
import org.pumaguard.models.domain.cache.ModelCache;
import org.pumaguard.models.domain.cache.ModelNames;
import org.pumaguard.models.domain.model.ModelName;
import picocli.CommandLine.ParseResult;

/**
 * The context in which a command runs.
 *
 * @param parts the cache and its related services, which are created on first use
 * @param console receives results and messages
 * @param screen the terminal on standard output, if it is one
 */
public record CommandContext(Settings settings, Composition parts, Console console, Screen screen) {

  /**
   * The cache.
   *
   * @throws CacheException if something other than a directory has the path of the cache directory
   */
  ModelCache cache() {
    requireDirectory();
    return parts.get(ModelCache.class);
  }

  /** A missing directory is an empty cache; a file with its path is an error. */
  private void requireDirectory() {
    Path place = settings.filesystem().cacheDirectory();
    while (place != null && !Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
      place = place.getParent();
    }
    if (place != null && !Files.isDirectory(place)) {
      throw new CacheException(
          CacheException.Kind.STORAGE,
          "the cache directory can't be used: it is not a directory: " + place,
          Hint.MOVE_OBSTACLE);
    }
  }

  Bundler bundler() {
    return parts.get(Bundler.class);
  }

  boolean wantsJson() {
    return settings.output().format() == OutputSettings.Format.JSON;
  }

  /**
   * The models that the arguments name, by names and patterns; empty if they name none.
   *
   * @param scope the names with which patterns are compared
   */
  List<ModelName> names(ParseResult arguments, ModelNames.Scope scope) {
    List<String> texts = arguments.matchedPositionalValue(0, List.of());
    return texts.isEmpty() ? List.of() : cache().select(texts, scope);
  }

  /** Adds pairs to the result: in columns on a terminal, else separated by tabs. */
  void pairs(List<List<String>> pairs) {
    if (screen.isTerminal() && !pairs.isEmpty()) {
      TextTable table = new TextTable();
      pairs.forEach(pair -> table.row(pair.toArray(String[]::new)));
      table.lines().forEach(console::line);
    } else {
      pairs.forEach(pair -> console.line(String.join("\t", pair)));
    }
  }
}
