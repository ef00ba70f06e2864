package org.pumaguard.models.cli.settings;

import com.google.inject.Binder;
import com.google.inject.Module;

/**
 * Makes an injector strict: explicit bindings, exact annotations, {@code @Inject} on constructors,
 * no circular proxies. Both programs use it.
 */
public final class StrictModule implements Module {

  @Override
  public void configure(Binder binder) {
    binder.requireExplicitBindings();
    binder.requireExactBindingAnnotations();
    binder.requireAtInjectOnConstructors();
    binder.disableCircularProxies();
  }
}
