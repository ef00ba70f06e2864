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
 * The context in which a command runs. Each part is created on first use.
 *
 * @param parts the cache and its related services
 * @param console receives results and messages
 */
public record CommandContext(Settings settings, Supplier<Parts> parts, Console console) {

  /**
   * The cache.
   *
   * @throws CacheException if something other than a directory has the path of the cache directory
   */
  ModelCache cache() {
    requireDirectory();
    return parts.get().cache();
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

  /** A name that no registry can contain is an unknown model, not a usage error. */
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

  /** The cache and its related services. */
  public record Parts(
      ModelCache cache, RegistryLoader loader, RegistryWriter writer, Supplier<Bundler> bundler) {}
}
