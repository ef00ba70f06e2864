package org.pumaguard.models.domain.bundle;

import java.util.List;
import org.pumaguard.models.domain.api.EnsureOutcome;
import org.pumaguard.models.domain.model.Model;

/** Makes models available in a cache; a model that fails does not stop the others. */
@FunctionalInterface
public interface EnsureAll {

  /** The outcome of each model, in their order. */
  List<EnsureOutcome> run(List<Model> models);
}
