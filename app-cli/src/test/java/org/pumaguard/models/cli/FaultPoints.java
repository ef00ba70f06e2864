package org.pumaguard.models.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.function.Consumer;
import org.pumaguard.models.domain.port.Adapters;
import org.pumaguard.models.domain.port.CacheDirectory;
import org.pumaguard.models.domain.port.CacheRegistry;
import org.pumaguard.models.domain.port.ContentStore;
import org.pumaguard.models.domain.port.Partial;

/**
 * Ports in front of the real ones, as an integrator would put them there. A listener is called
 * before each step that writes; it may end the process, or throw.
 */
final class FaultPoints {

  /** What only looks, or changes nothing that outlives a process; all else is a step. */
  private static final Set<String> READING =
      Set.of(
          "path",
          "visible",
          "stored",
          "open",
          "locate",
          "blocks",
          "inventory",
          "known",
          "onItsWay",
          "contents",
          "partials",
          "leftover",
          "hasDirectory",
          "hasPublished",
          "unpackedFrom",
          "restore",
          "size",
          "read",
          "confirmed",
          "begun",
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
        new CacheDirectory(
            points.around(ContentStore.class, real.directory().store()),
            points.around(CacheRegistry.class, real.directory().records()),
            real.directory().space()),
        real.bases(),
        real.locks(),
        real.archives(),
        real.bundles(),
        real.registryParser(),
        real.registryWriter(),
        real.registryCopies(),
        real.fetchers(),
        real.progress(),
        real.clock());
  }

  private <T> T around(Class<T> port, T real) {
    return port.cast(
        Proxy.newProxyInstance(
            port.getClassLoader(),
            new Class<?>[] {port},
            (proxy, method, arguments) -> {
              if (!READING.contains(method.getName())) {
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
