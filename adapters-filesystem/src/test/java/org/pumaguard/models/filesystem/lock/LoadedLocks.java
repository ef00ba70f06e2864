package org.pumaguard.models.filesystem.lock;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.pumaguard.models.domain.port.CacheLock;
import org.pumaguard.models.filesystem.disk.CacheLayout;

/**
 * Locks of a class loader that has loaded the library for itself, as a second web application has
 * it. Its interface consists of types of the JDK: by the name of a lock and a mode, the lock, which
 * is empty if it is taken.
 */
public final class LoadedLocks implements BiFunction<String, String, Optional<AutoCloseable>> {

  private final FileLocks locks;

  /** For {@link #load}. */
  public LoadedLocks(Path directory) {
    this.locks = new FileLocks(new CacheLayout(directory));
  }

  /** A class loader for {@link #load}. */
  static URLClassLoader loader() throws IOException {
    List<URL> urls = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      urls.add(Path.of(entry).toUri().toURL());
    }
    return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
  }

  /** Loads the library, and returns its locks of a directory. */
  @SuppressWarnings("unchecked")
  static BiFunction<String, String, Optional<AutoCloseable>> load(
      ClassLoader loader, Path directory) throws ReflectiveOperationException {
    Class<?> type = Class.forName(LoadedLocks.class.getName(), true, loader);
    Constructor<?> constructor = type.getConstructor(Path.class);
    return (BiFunction<String, String, Optional<AutoCloseable>>) constructor.newInstance(directory);
  }

  @Override
  public Optional<AutoCloseable> apply(String key, String mode) {
    try {
      return locks
          .tryAcquire(new CacheLock.Key(key), CacheLock.Mode.valueOf(mode))
          .map(held -> held);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
