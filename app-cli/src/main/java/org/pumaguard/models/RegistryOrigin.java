package org.pumaguard.models;

import java.util.function.Supplier;
import org.pumaguard.models.cli.settings.RegistrySettings;
import org.pumaguard.models.domain.cache.CacheFactory;
import org.pumaguard.models.domain.concurrent.MemoizedSupplier;
import org.pumaguard.models.domain.model.SourceRegistry;
import org.pumaguard.models.domain.source.RegistryLoader;
import org.pumaguard.models.domain.source.RegistryView;

/** Where a cache has its registry from. */
sealed interface RegistryOrigin {

  /** The registry, with the sources of the settings if they name some. */
  SourceRegistry read(RegistryLoader loader, RegistrySettings settings);

  /** The registry of a cache. */
  RegistryView view(CacheFactory factory, RegistrySettings settings);

  /** The location in the settings; read again on request and by age. */
  record FromSettings() implements RegistryOrigin {
    @Override
    public SourceRegistry read(RegistryLoader loader, RegistrySettings settings) {
      return settings.load(loader);
    }

    @Override
    public RegistryView view(CacheFactory factory, RegistrySettings settings) {
      return factory.registry(settings::load, settings.maxAge());
    }
  }

  /** The location in the settings; read once, when it is first needed. */
  record ReadOnce() implements RegistryOrigin {
    @Override
    public SourceRegistry read(RegistryLoader loader, RegistrySettings settings) {
      return settings.load(loader);
    }

    @Override
    public RegistryView view(CacheFactory factory, RegistrySettings settings) {
      return RegistryView.of(new MemoizedSupplier<>(() -> settings.load(factory.registryLoader())));
    }
  }

  /** A program's own code. */
  record FromCode(Supplier<SourceRegistry> supplier) implements RegistryOrigin {
    @Override
    public SourceRegistry read(RegistryLoader loader, RegistrySettings settings) {
      return given(settings);
    }

    private SourceRegistry given(RegistrySettings settings) {
      SourceRegistry given = supplier.get();
      return settings.sources().isEmpty() ? given : given.withSources(settings.sources());
    }

    @Override
    public RegistryView view(CacheFactory factory, RegistrySettings settings) {
      return RegistryView.of(() -> given(settings));
    }
  }
}
