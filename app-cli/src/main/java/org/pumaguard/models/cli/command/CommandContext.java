package org.pumaguard.models.cli.command;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.pumaguard.models.cli.output.Console;
import org.pumaguard.models.cli.settings.OutputSettings;
import org.pumaguard.models.cli.settings.Settings;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.Hint;
import org.pumaguard.models.domain.bundle.Bundler;
import org.pumaguard.models.domain.cache.ModelCache;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.port.RegistryWriter;
import org.pumaguard.models.domain.source.RegistryLoader;
import picocli.CommandLine.ParseResult;

/**
 * What a command works with. Each part is made when it is first asked for.
 *
 * @param parts the cache and what belongs to it
 * @param console where results and messages go
 */
public record CommandContext(Settings settings, Supplier<Parts> parts, Console console) {

  /**
   * The cache.
   *
   * @throws CacheException when something else is where its directory has to be
   */
  ModelCache cache() {
    requireDirectory();
    return parts.get().cache();
  }

  /** What is missing holds no model, which a file in its place must not be taken for. */
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
    return parts.get().bundler().get();
  }

  boolean wantsJson() {
    return settings.output().format() == OutputSettings.Format.JSON;
  }

  /** The model names among the arguments. */
  static List<ModelName> names(ParseResult arguments) {
    List<String> names = arguments.matchedPositionalValue(0, List.of());
    return names.stream().map(CommandContext::name).toList();
  }

  /** A name that no registry can hold is unknown, not a mistake in the call. */
  static ModelName name(String text) {
    try {
      return ModelName.parse(text);
    } catch (IllegalArgumentException e) {
      throw new CacheException(
          CacheException.Kind.UNKNOWN_MODEL,
          "no model has such a name: " + e.getMessage(),
          Hint.LIST_REGISTRY,
          e);
    }
  }

  /** The cache, and what belongs to it. */
  public record Parts(
      ModelCache cache, RegistryLoader loader, RegistryWriter writer, Supplier<Bundler> bundler) {}
}
