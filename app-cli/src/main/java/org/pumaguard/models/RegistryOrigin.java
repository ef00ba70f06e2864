package org.pumaguard.models;

import java.util.function.Supplier;
import org.pumaguard.models.cli.settings.RegistrySettings;
import org.pumaguard.models.domain.model.SourceRegistry;
import org.pumaguard.models.domain.source.RegistryLoader;

/** Where a cache has its registry from. */
sealed interface RegistryOrigin {

  /** The registry, with the sources of the settings if they name some. */
  SourceRegistry read(RegistryLoader loader, RegistrySettings settings);

  /** The location in the settings. */
  record FromSettings() implements RegistryOrigin {
    @Override
    public SourceRegistry read(RegistryLoader loader, RegistrySettings settings) {
      return settings.load(loader);
    }
  }

  /** A program's own code. */
  record FromCode(Supplier<SourceRegistry> supplier) implements RegistryOrigin {
    @Override
    public SourceRegistry read(RegistryLoader loader, RegistrySettings settings) {
      SourceRegistry given = supplier.get();
      return settings.sources().isEmpty() ? given : given.withSources(settings.sources());
    }
  }
}
