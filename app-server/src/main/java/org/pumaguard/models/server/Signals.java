package org.pumaguard.models.server;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * POSIX signals. Java offers them only as {@code sun.misc.Signal} in the module {@code
 * jdk.unsupported}. The class is called by reflection, since using it directly causes a compiler
 * warning, and warnings fail the build.
 */
final class Signals {

  private static final Logger LOG = LoggerFactory.getLogger(Signals.class);

  private Signals() {}

  /** Calls back for each of these signals, instead of Java's default action. */
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

  /** The signals that the server handles. */
  enum Kind {
    /** Reads the registry again, and reopens the access log. */
    HANG_UP("HUP"),
    /** Stops the server. */
    TERMINATE("TERM"),
    /** Stops the server, from a terminal. */
    INTERRUPT("INT");

    private final String name;

    Kind(String name) {
      this.name = name;
    }
  }
}
