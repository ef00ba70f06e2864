package org.pumaguard.models.domain.prune;

import java.io.IOException;
import java.util.Collection;
import java.util.Optional;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.Hint;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.policy.NearestNames;
import org.pumaguard.models.domain.port.CacheRegistry;
import org.pumaguard.models.domain.state.CacheParts;
import org.pumaguard.models.domain.state.RecordRecovery;

/** Pins and unpins cached models. Pinned models are never pruned or evicted. */
public final class PinModels {

  private final CacheParts parts;
  private final RecordRecovery recovery;

  public PinModels(CacheParts parts, RecordRecovery recovery) {
    this.parts = parts;
    this.recovery = recovery;
  }

  /**
   * Pins or unpins models.
   *
   * @throws CacheException if a model is not cached; then nothing is changed
   */
  public void run(Collection<ModelName> names, boolean pinned) {
    CacheRegistry records = parts.view().records();
    try {
      recovery.record(names);
      for (ModelName name : names) {
        requireCached(name);
      }
      for (ModelName name : names) {
        if (records.find(name).filter(entry -> entry.pinned() == pinned).isEmpty()) {
          records.update(name, entry -> entry.pinned(pinned));
        }
      }
      records.flush();
    } catch (IOException e) {
      throw CacheException.storage("the pins cannot be recorded", e);
    }
  }

  private void requireCached(ModelName name) throws IOException {
    // The file first: a directory that cannot be read fails, even without a record.
    Optional<Fingerprint> file = parts.view().store().models().find(name);
    if (file.isEmpty() || parts.view().records().find(name).isEmpty()) {
      String question =
          NearestNames.question(
              name.value(),
              parts.view().records().entries().keySet().stream().map(ModelName::value).toList());
      throw new CacheException(
              CacheException.Kind.UNKNOWN_MODEL,
              "'" + name + "' is not cached" + question,
              question.isEmpty() ? Hint.ENSURE_FIRST : Hint.NONE)
          .about(name);
    }
  }
}
