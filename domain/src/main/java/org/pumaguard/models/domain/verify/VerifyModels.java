package org.pumaguard.models.domain.verify;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.SourceRegistry;
import org.pumaguard.models.domain.state.CacheParts;
import org.pumaguard.models.domain.state.RecordRecovery;

/** Verifies named models, or all registered and cached ones. */
public final class VerifyModels {

  private final CacheParts parts;
  private final RecordRecovery recovery;

  public VerifyModels(CacheParts parts, RecordRecovery recovery) {
    this.parts = parts;
    this.recovery = recovery;
  }

  /**
   * Verifies models.
   *
   * @param names the models; all registered and all cached ones if empty
   * @return the finding for each model, in the same order
   * @throws CacheException if a model is neither registered nor cached; then nothing is read
   */
  public List<Verification.Finding> run(Collection<ModelName> names) {
    recovery.recordBeforeReading(names);
    return new Verification(parts).run(subjects(names));
  }

  private List<Verification.Subject> subjects(Collection<ModelName> names) {
    SourceRegistry registry = parts.registry().get();
    Set<ModelName> all = new LinkedHashSet<>(names);
    if (names.isEmpty()) {
      registry.models().forEach(model -> all.add(model.name()));
      all.addAll(parts.view().records().entries().keySet());
    }
    List<Verification.Subject> subjects = new ArrayList<>();
    for (ModelName name : all) {
      Optional<Model> model = registry.find(name);
      if (model.isEmpty() && parts.view().records().find(name).isEmpty()) {
        throw CacheException.unknownModel(name, registry.names());
      }
      subjects.add(new Verification.Subject(name, model));
    }
    return subjects;
  }
}
