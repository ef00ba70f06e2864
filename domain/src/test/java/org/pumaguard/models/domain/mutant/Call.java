package org.pumaguard.models.domain.mutant;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.pumaguard.models.domain.fake.store.InMemoryDisk;

/**
 * A call of an adapter by its contract.
 *
 * @param adapter the adapter without a fault
 * @param arguments of the method; a mutant may replace them
 * @param disk the disk that the adapter uses
 */
record Call(Object adapter, Method method, List<Object> arguments, InMemoryDisk disk) {

  /** What the adapter without a fault does. */
  Object proceed() throws Throwable {
    try {
      return method.invoke(adapter, arguments.toArray());
    } catch (InvocationTargetException e) {
      throw Objects.requireNonNull(e.getCause());
    }
  }

  /** As {@link #proceed}, with another argument at this position. */
  Object proceedWith(int position, Object argument) throws Throwable {
    List<Object> others = new ArrayList<>(arguments);
    others.set(position, argument);
    return new Call(adapter, method, others, disk).proceed();
  }

  /** The argument at this position. */
  <T> T argument(int position, Class<T> type) {
    return type.cast(arguments.get(position));
  }

  /** The adapter without a fault. */
  <T> T adapter(Class<T> port) {
    return port.cast(adapter);
  }
}
