package org.pumaguard.models.domain.mutant;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.pumaguard.models.domain.fake.store.InMemoryDisk;
import org.pumaguard.models.domain.port.Bundles;
import org.pumaguard.models.domain.port.CacheLock;
import org.pumaguard.models.domain.port.CacheRegistry;
import org.pumaguard.models.domain.port.Content;
import org.pumaguard.models.domain.port.Partial;

/**
 * An adapter with one fault.
 *
 * @param name what is wrong with it
 * @param port the interface that it implements
 * @param methods the methods of the port that behave in another way
 * @param fault what they do
 */
record Mutant(String name, Class<?> port, Set<String> methods, Fault fault) {

  /** What adapters return that is tested by the same contract. */
  private static final Set<Class<?>> RETURNED =
      Set.of(
          Partial.class,
          Content.class,
          CacheLock.Held.class,
          CacheRegistry.Sizes.class,
          Bundles.Draft.class,
          Bundles.Reading.class);

  /** An adapter without a fault. */
  static final Mutant NONE = new Mutant("no fault", Object.class, Set.of(), Call::proceed);

  static Mutant of(String name, Class<?> port, String method, Fault fault) {
    return new Mutant(name, port, Set.of(method), fault);
  }

  /** This mutant around an adapter, or around another port's. */
  <T> T around(Class<T> type, T adapter, InMemoryDisk disk) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              List<Object> given = arguments == null ? List.of() : List.of(arguments);
              Call call = new Call(adapter, method, given, disk);
              return wrapped(isFaulty(type, method) ? fault.answer(call) : call.proceed(), disk);
            }));
  }

  private boolean isFaulty(Class<?> type, Method method) {
    return type == port
        && methods.contains(method.getName())
        && method.getDeclaringClass() != Object.class;
  }

  private Object wrapped(Object result, InMemoryDisk disk) {
    if (result instanceof Optional<?> optional) {
      return optional.map(value -> wrapped(value, disk));
    }
    if (result == null || Proxy.isProxyClass(result.getClass())) {
      return result;
    }
    return RETURNED.stream()
        .filter(type -> type.isInstance(result))
        .filter(type -> type != Content.class || !(result instanceof Partial))
        .findFirst()
        .map(type -> wrapped(type, result, disk))
        .orElse(result);
  }

  private <T> Object wrapped(Class<T> type, Object result, InMemoryDisk disk) {
    return Objects.requireNonNull(around(type, type.cast(result), disk));
  }

  @Override
  public String toString() {
    return port.getSimpleName() + ": " + name;
  }

  /** What a method does instead of what its port says. */
  interface Fault {
    /** The result of a call. */
    Object answer(Call call) throws Throwable;
  }
}
