package org.pumaguard.models.server;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signals of POSIX. Java has them in {@code sun.misc.Signal} of the module {@code jdk.unsupported}
 * only, which is called by reflection, since a compiler that takes warnings for errors refuses it.
 */
final class Signals {

  private static final Logger LOG = LoggerFactory.getLogger(Signals.class);

  private Signals() {}

  /** Has these signals told from now on, instead of what Java does on them. */
  static void handle(Consumer<Kind> told) {
    for (Kind kind : Kind.values()) {
      try {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        InvocationHandler behaviour =
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "handle" -> {
                    told.accept(kind);
                    yield null;
                  }
                  case "hashCode" -> System.identityHashCode(proxy);
                  case "equals" -> arguments != null && proxy == arguments[0];
                  default -> kind.name();
                };
        Object instance =
            Proxy.newProxyInstance(
                Signals.class.getClassLoader(), new Class<?>[] {handler}, behaviour);
        signal
            .getMethod("handle", signal, handler)
            .invoke(null, signal.getConstructor(String.class).newInstance(kind.name), instance);
      } catch (ReflectiveOperationException e) {
        LOG.warn("SIG{} can't be handled here: {}", kind.name, e.toString());
      }
    }
  }

  /** Those that mean something to the server. */
  enum Kind {
    /** Read the registry again. */
    HANG_UP("HUP"),
    /** Stop. */
    TERMINATE("TERM"),
    /** Stop, by somebody at a terminal. */
    INTERRUPT("INT");

    private final String name;

    Kind(String name) {
      this.name = name;
    }
  }
}
