package org.pumaguard.models.embedding;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;
import org.pumaguard.models.domain.api.CacheSettings;
import org.pumaguard.models.domain.cache.CacheFactory;
import org.pumaguard.models.domain.cache.ModelCache;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.port.Progress;
import org.pumaguard.models.filesystem.FilesystemModule;
import org.pumaguard.models.filesystem.FilesystemSettings;
import org.pumaguard.models.http.HttpConnections;
import org.pumaguard.models.http.HttpModule;
import org.pumaguard.models.http.settings.HttpSettings;

/**
 * A cache of a class loader that has loaded the whole library for itself, as each of two web
 * applications has it. Its interface consists of types of the JDK: an operation and the name of a
 * model give a path, or a lease.
 */
public final class LoadedCache implements BiFunction<String, String, Object>, AutoCloseable {

  private final HttpConnections connections = new HttpConnections(HttpSettings.DEFAULT);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final ModelCache models;

  /** For {@link #load}. */
  public LoadedCache(Path directory, URI registry) {
    this.models =
        new CacheFactory(
                FilesystemModule.adapters(new FilesystemSettings(directory), Progress.none())
                    .with(HttpModule.fetcher(connections, Progress.none())),
                CacheSettings.DEFAULT,
                threads)
            .cache(new Location(registry));
  }

  /** A class loader for {@link #load}. */
  static URLClassLoader loader() throws IOException {
    List<URL> urls = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      urls.add(Path.of(entry).toUri().toURL());
    }
    return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
  }

  /** Loads the library; the result can be closed. */
  @SuppressWarnings("unchecked")
  static BiFunction<String, String, Object> load(ClassLoader loader, Path directory, URI registry)
      throws ReflectiveOperationException {
    return (BiFunction<String, String, Object>)
        Class.forName(LoadedCache.class.getName(), true, loader)
            .asSubclass(BiFunction.class)
            .getConstructor(Path.class, URI.class)
            .newInstance(directory, registry);
  }

  @Override
  public Object apply(String operation, String model) {
    ModelName name = ModelName.parse(model);
    return operation.equals("lease") ? models.lease(name) : models.ensure(name);
  }

  @Override
  public void close() {
    connections.close();
    threads.shutdown();
  }
}
