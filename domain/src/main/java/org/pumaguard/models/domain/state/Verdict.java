package org.pumaguard.models.domain.state;

import java.util.Optional;
import org.pumaguard.models.domain.model.BlockSums;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.ModelState;
import org.pumaguard.models.domain.port.CacheRegistry;

/** The state of a model in one cache directory, with what it was determined from. */
public sealed interface Verdict {

  /** The state that callers see. */
  ModelState state();

  /** The visible file, if there is one. */
  default Optional<Fingerprint> fingerprint() {
    return Optional.empty();
  }

  /** The record of the visible file, if there are both. */
  default Optional<CacheRegistry.Entry> entry() {
    return Optional.empty();
  }

  /** Whether the model is cached and nothing is left to do: neither to record nor to unpack. */
  default boolean isHit() {
    return false;
  }

  /** No file is visible. */
  record Missing() implements Verdict {

    @Override
    public ModelState state() {
      return ModelState.MISSING;
    }
  }

  /** A file is visible. */
  sealed interface Present extends Verdict {

    Fingerprint file();

    /**
     * The same verdict for the same bytes.
     *
     * @param now the present fingerprint and record of the file
     */
    Verdict with(Sighting.Present now);

    /** The file and the record that the verdict was determined from. */
    default Sighting.Present sighting() {
      return new Sighting.Present(file(), entry());
    }

    @Override
    default Optional<Fingerprint> fingerprint() {
      return Optional.of(file());
    }
  }

  /** The file has the wanted content. */
  sealed interface Cached extends Present {

    @Override
    default ModelState state() {
      return ModelState.CACHED;
    }
  }

  /**
   * The record says that the file has the wanted content, and the policy trusts the record.
   *
   * @param isUnpacked whether it is unpacked where the registry wants that
   */
  record Recorded(Fingerprint file, CacheRegistry.Entry record, boolean isUnpacked)
      implements Cached {

    @Override
    public Optional<CacheRegistry.Entry> entry() {
      return Optional.of(record);
    }

    @Override
    public boolean isHit() {
      return isUnpacked;
    }

    @Override
    public Verdict with(Sighting.Present now) {
      return new Recorded(now.file(), now.entry().orElse(record), isUnpacked);
    }
  }

  /**
   * The file was read and has the wanted content. Its record, if any, is stale.
   *
   * @param sums of its blocks, if they were computed
   */
  record Verified(Fingerprint file, Optional<CacheRegistry.Entry> entry, Optional<BlockSums> sums)
      implements Cached {

    @Override
    public Verdict with(Sighting.Present now) {
      return new Verified(now.file(), now.entry(), sums);
    }
  }

  /** The file is another version of the model. */
  record Outdated(Fingerprint file, CacheRegistry.Entry record) implements Present {

    @Override
    public ModelState state() {
      return ModelState.OUTDATED;
    }

    @Override
    public Optional<CacheRegistry.Entry> entry() {
      return Optional.of(record);
    }

    @Override
    public Verdict with(Sighting.Present now) {
      return new Outdated(now.file(), now.entry().orElse(record));
    }
  }

  /** The file is no version of the model. */
  record Damaged(Fingerprint file, Optional<CacheRegistry.Entry> entry) implements Present {

    @Override
    public ModelState state() {
      return ModelState.DAMAGED;
    }

    @Override
    public Verdict with(Sighting.Present now) {
      return new Damaged(now.file(), now.entry());
    }
  }
}
