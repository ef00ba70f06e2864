package org.pumaguard.models.domain.mutant;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.pumaguard.models.domain.port.Adapters;

/** The interfaces that an integrator may implement, as {@link Adapters} lead to them. */
final class Ports {

  private static final String PACKAGE = Adapters.class.getPackageName();

  private final Set<Class<?>> seen = new LinkedHashSet<>();

  private Ports() {}

  /** All ports and the interfaces that their methods return. */
  static List<Class<?>> all() {
    Ports ports = new Ports();
    ports.visit(Adapters.class);
    return ports.seen.stream().filter(Class::isInterface).toList();
  }

  /** The methods that an adapter implements or inherits. */
  static List<Method> methods(Class<?> port) {
    return Arrays.stream(port.getMethods())
        .filter(method -> !Modifier.isStatic(method.getModifiers()) && !method.isBridge())
        .sorted(Comparator.comparing(Method::toString))
        .toList();
  }

  private void visit(Type type) {
    if (type instanceof ParameterizedType generic) {
      Arrays.stream(generic.getActualTypeArguments()).forEach(this::visit);
    } else if (type instanceof Class<?> reached
        && reached.getPackageName().equals(PACKAGE)
        && !reached.isPrimitive()
        && seen.add(reached)) {
      if (reached.isRecord()) {
        Arrays.stream(reached.getRecordComponents())
            .map(RecordComponent::getGenericType)
            .forEach(this::visit);
      } else if (reached.isInterface()) {
        methods(reached).stream().map(Method::getGenericReturnType).forEach(this::visit);
      }
    }
  }
}
