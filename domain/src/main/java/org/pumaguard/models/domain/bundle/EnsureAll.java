package org.pumaguard.models.domain.bundle;

import java.util.List;
import org.pumaguard.models.domain.api.EnsureOutcome;
import org.pumaguard.models.domain.model.Model;

/** Ensures models in a cache. A failure of one model does not stop the others. */
@FunctionalInterface
public interface EnsureAll {

  /** Ensures models; returns one outcome for each, in the same order. */
  List<EnsureOutcome> run(List<Model> models);
}
