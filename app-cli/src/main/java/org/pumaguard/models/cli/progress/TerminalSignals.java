package org.pumaguard.models.cli.progress;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;

/**
 * Signals of a terminal: another size, and the continuation of a stopped process. Java offers
 * signals only as {@code sun.misc.Signal} of the module {@code jdk.unsupported}. It is called by
 * reflection, since a direct use is a compiler warning. Without the module nothing is signalled.
 */
final class TerminalSignals implements AutoCloseable {

  private static final String RESIZED = "WINCH";
  private static final String CONTINUED = "CONT";

  private final List<Restoration> restorations = new ArrayList<>();

  /** Calls back on another thread, until this is closed. */
  TerminalSignals(Runnable resized, Runnable continued) {
    try {
      handle(RESIZED, resized);
      handle(CONTINUED, continued);
    } catch (ReflectiveOperationException | RuntimeException e) {
      close();
    }
  }

  private void handle(String name, Runnable action) throws ReflectiveOperationException {
    Class<?> signal = Class.forName("sun.misc.Signal");
    Class<?> handler = Class.forName("sun.misc.SignalHandler");
    InvocationHandler behaviour =
        (proxy, method, arguments) ->
            switch (method.getName()) {
              case "handle" -> {
                action.run();
                yield null;
              }
              case "hashCode" -> System.identityHashCode(proxy);
              case "equals" -> arguments != null && proxy == arguments[0];
              default -> name;
            };
    Object instance =
        Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, behaviour);
    Object of = signal.getConstructor(String.class).newInstance(name);
    Method handle = signal.getMethod("handle", signal, handler);
    Object before = handle.invoke(null, of, instance);
    restorations.add(() -> handle.invoke(null, of, before));
  }

  /** Restores the handlers that were there before. */
  @Override
  public void close() {
    for (Restoration restoration : restorations) {
      try {
        restoration.run();
      } catch (ReflectiveOperationException | RuntimeException e) {
        // The process keeps a handler that does nothing any more.
      }
    }
    restorations.clear();
  }

  /** Restores one handler. */
  private interface Restoration {
    void run() throws ReflectiveOperationException;
  }
}
