package org.pumaguard.models.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.function.Consumer;
import org.pumaguard.models.domain.port.Adapters;
import org.pumaguard.models.domain.port.BlobIndex;
import org.pumaguard.models.domain.port.BlobStore;
import org.pumaguard.models.domain.port.CacheDirectory;
import org.pumaguard.models.domain.port.CacheRegistry;
import org.pumaguard.models.domain.port.ContentStore;
import org.pumaguard.models.domain.port.DamagedFiles;
import org.pumaguard.models.domain.port.Inventory;
import org.pumaguard.models.domain.port.ModelFiles;
import org.pumaguard.models.domain.port.Partial;
import org.pumaguard.models.domain.port.Partials;
import org.pumaguard.models.domain.port.UnpackedDirectories;

/**
 * Ports in front of the real ones, as an integrator would put them there. A listener is called
 * before each step that writes; it may end the process, or throw.
 */
final class FaultPoints {

  /** What only looks, or changes nothing that outlives a process; all else is a step. */
  private static final Set<String> READING =
      Set.of(
          "path",
          "isMarked",
          "open",
          "locate",
          "blocks",
          "known",
          "contents",
          "openLeftover",
          "exists",
          "isUnchanged",
          "modelOf",
          "restore",
          "size",
          "read",
          "journal",
          "entries",
          "find",
          "trouble",
          "toString",
          "hashCode",
          "equals",
          "force",
          "close",
          "restamp");

  private final Consumer<String> before;

  private FaultPoints(Consumer<String> before) {
    this.before = before;
  }

  /** These adapters, with a store and a cache registry that tell of their steps by name. */
  static Adapters around(Adapters real, Consumer<String> before) {
    FaultPoints points = new FaultPoints(before);
    return new Adapters(
        new Adapters.Storage(
            new CacheDirectory(
                points.around(real.directory().store()),
                points.around(DamagedFiles.class, real.directory().damaged()),
                points.around(CacheRegistry.class, real.directory().records()),
                real.directory().space()),
            real.bases(),
            real.locks()),
        real.registries(),
        real.formats(),
        real.fetchers(),
        real.progress(),
        real.clock());
  }

  private ContentStore around(ContentStore real) {
    return new ContentStore(
        around(BlobStore.class, real.blobs()),
        around(BlobIndex.class, real.index()),
        around(Partials.class, real.partials()),
        around(ModelFiles.class, real.models()),
        around(UnpackedDirectories.class, real.directories()),
        around(Inventory.class, real.inventory()));
  }

  private <T> T around(Class<T> port, T real) {
    return port.cast(
        Proxy.newProxyInstance(
            port.getClassLoader(),
            new Class<?>[] {port},
            (proxy, method, arguments) -> {
              boolean opensPartial = port == Partials.class && method.getName().equals("open");
              if (opensPartial || !READING.contains(method.getName())) {
                before.accept(port.getSimpleName() + "." + method.getName());
              }
              try {
                Object result = method.invoke(real, arguments);
                return result instanceof Partial partial ? around(Partial.class, partial) : result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }
}
