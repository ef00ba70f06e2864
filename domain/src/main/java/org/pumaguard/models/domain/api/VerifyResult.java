package org.pumaguard.models.domain.api;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;

/**
 * The result of reading every byte of a cached model, and of repairing it if that was requested.
 */
public sealed interface VerifyResult
    permits VerifyResult.Intact,
        VerifyResult.Missing,
        VerifyResult.Obstructed,
        VerifyResult.Unverified,
        DamagedModel,
        VerifyResult.RepairAttempt {

  /** The model. */
  ModelName name();

  /** Ok, damaged, repaired, missing or failed. */
  Result result();

  /** The recorded digest, or else the registered one; empty if neither exists. */
  default Optional<Sha256> expected() {
    return Optional.empty();
  }

  /** The digest of the file before any repair; empty if the file is missing or unreadable. */
  default Optional<Sha256> actual() {
    return Optional.empty();
  }

  /** The damaged ranges in ascending order; the whole file if the damage cannot be located. */
  default List<Damage> damage() {
    return List.of();
  }

  /** What is wrong with the unpacked directory of an intact file; else empty. */
  default Optional<String> unpacked() {
    return Optional.empty();
  }

  /** The bytes that the repair fetched from sources. */
  default long bytesFetched() {
    return 0;
  }

  /** The digest of the version that replaced the damaged one, if it is another version. */
  default Optional<Sha256> replacedBy() {
    return Optional.empty();
  }

  /** The damaged file of a base directory, which is never changed; else empty. */
  default Optional<Path> base() {
    return Optional.empty();
  }

  /** Why the verification or repair failed, or what obstructs a missing file; else empty. */
  default Optional<CacheException> failure() {
    return Optional.empty();
  }

  /** The file has the recorded or registered digest. */
  record Intact(ModelName name, Sha256 expectedDigest, Sha256 actualDigest)
      implements VerifyResult {

    @Override
    public Result result() {
      return Result.OK;
    }

    @Override
    public Optional<Sha256> expected() {
      return Optional.of(expectedDigest);
    }

    @Override
    public Optional<Sha256> actual() {
      return Optional.of(actualDigest);
    }
  }

  /** The model has no file. */
  record Missing(ModelName name) implements VerifyResult {

    @Override
    public Result result() {
      return Result.MISSING;
    }
  }

  /** The model has no file, because something else has its name. */
  record Obstructed(ModelName name, CacheException cause) implements VerifyResult {

    @Override
    public Result result() {
      return Result.MISSING;
    }

    @Override
    public Optional<CacheException> failure() {
      return Optional.of(cause);
    }
  }

  /** The verification itself failed, so nothing is known of the file. */
  record Unverified(ModelName name, CacheException cause) implements VerifyResult {

    @Override
    public Result result() {
      return Result.FAILED;
    }

    @Override
    public Optional<CacheException> failure() {
      return Optional.of(cause);
    }
  }

  /** A repair was tried. Digests and ranges are those from before the repair. */
  sealed interface RepairAttempt extends VerifyResult {

    /** The result before the repair. */
    DamagedModel before();

    @Override
    default ModelName name() {
      return before().name();
    }

    @Override
    default Optional<Sha256> expected() {
      return before().expected();
    }

    @Override
    default Optional<Sha256> actual() {
      return before().actual();
    }

    @Override
    default List<Damage> damage() {
      return before().damage();
    }

    @Override
    default Optional<String> unpacked() {
      return before().unpacked();
    }

    @Override
    default Optional<Path> base() {
      return before().base();
    }
  }

  /** The model was damaged and is intact now, with this content. */
  record Repaired(DamagedModel before, Sha256 content, long bytesFetched) implements RepairAttempt {

    @Override
    public Result result() {
      return Result.REPAIRED;
    }

    @Override
    public Optional<Sha256> replacedBy() {
      return expected().equals(Optional.of(content)) ? Optional.empty() : Optional.of(content);
    }
  }

  /** The model is damaged, and the repair failed. */
  record Unrepaired(DamagedModel before, CacheException cause) implements RepairAttempt {

    @Override
    public Result result() {
      return Result.DAMAGED;
    }

    @Override
    public Optional<CacheException> failure() {
      return Optional.of(cause);
    }
  }

  /** The status of a verified model. */
  enum Result {
    /** The model is intact. */
    OK,
    /** The model is damaged. */
    DAMAGED,
    /** The model was damaged and is intact now. */
    REPAIRED,
    /** The model has no file. */
    MISSING,
    /** The verification itself failed. */
    FAILED;

    /** The status in lower case, as in the output of programs. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A range of bytes that are wrong, missing or surplus.
   *
   * @param range offset in the model and length, in bytes
   * @param fragment the fragment that contains the range, if it is known
   */
  record Damage(ByteRange range, Optional<FileName> fragment) {}
}
