package org.pumaguard.models.domain.prune;

import java.util.Optional;

/** The result of evicting one model. */
sealed interface Eviction {

  /** Whether the model's record is removed, and its name is no longer one of the cache. */
  boolean forgetsModel();

  /** Why the model's file was kept; empty if it was removed. */
  default Optional<String> reason() {
    return Optional.empty();
  }

  /** The file and the record are removed. */
  record Complete() implements Eviction {

    @Override
    public boolean forgetsModel() {
      return true;
    }
  }

  /** The record is removed; the file, which the cache did not publish, is kept. */
  record FileKept(String keptBecause) implements Eviction {

    @Override
    public boolean forgetsModel() {
      return true;
    }

    @Override
    public Optional<String> reason() {
      return Optional.of(keptBecause);
    }
  }

  /** The file and the record are kept. */
  record Kept(String keptBecause) implements Eviction {

    @Override
    public boolean forgetsModel() {
      return false;
    }

    @Override
    public Optional<String> reason() {
      return Optional.of(keptBecause);
    }
  }
}
