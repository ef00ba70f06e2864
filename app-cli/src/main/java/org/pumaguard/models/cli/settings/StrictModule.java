package org.pumaguard.models.cli.settings;

import com.google.inject.Binder;
import com.google.inject.Module;

/** Refuses bindings that a program did not ask for; the same strictness for each program. */
public final class StrictModule implements Module {

  @Override
  public void configure(Binder binder) {
    binder.requireExplicitBindings();
    binder.requireExactBindingAnnotations();
    binder.requireAtInjectOnConstructors();
    binder.disableCircularProxies();
  }
}
