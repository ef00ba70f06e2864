package org.pumaguard.models.domain.cache;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;

/**
 * What reading every byte of a cached model showed, and what came of mending it.
 *
 * @param expected the digest that it should have, unless nothing is there
 * @param actual the digest that it had when it was read, unless nothing is there or not all of it
 *     can be read
 * @param damage where it was damaged, in order, as far as that can be told: at worst one range that
 *     is the whole
 * @param bytesFetched how many bytes came from sources to mend it
 * @param base the damaged file, where it is that of a base directory, which stays as it is: to mend
 *     it is to bring the model into the cache directory
 * @param failure why it could not be mended, if that was tried, or what is in its place
 */
public record Verified(
    ModelName name,
    Result result,
    Optional<Sha256> expected,
    Optional<Sha256> actual,
    List<Damage> damage,
    long bytesFetched,
    Optional<Path> base,
    Optional<CacheException> failure) {

  public Verified {
    damage = List.copyOf(damage);
  }

  static Verified undamaged(
      ModelName name, Result result, Optional<Sha256> expected, Optional<Sha256> actual) {
    return new Verified(
        name, result, expected, actual, List.of(), 0, Optional.empty(), Optional.empty());
  }

  /** Nothing is there, since something else is in its place. */
  static Verified obstructed(ModelName name, CacheException what) {
    return undamaged(name, Result.MISSING, Optional.empty(), Optional.empty()).unrepaired(what);
  }

  /** The same, mended. */
  Verified repaired(long fetched) {
    return new Verified(
        name, Result.REPAIRED, expected, actual, damage, fetched, base, Optional.empty());
  }

  /** The same, still damaged. */
  Verified unrepaired(CacheException why) {
    return new Verified(
        name, result, expected, actual, damage, bytesFetched, base, Optional.of(why));
  }

  /** How it is. */
  public enum Result {
    /** It is what it should be. */
    OK,
    /** It is not what it should be. */
    DAMAGED,
    /** It was not what it should be, and is now. */
    REPAIRED,
    /** Nothing is there. */
    MISSING;

    /** The word that users see. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A run of bytes that are wrong, missing or too many.
   *
   * @param range where, counted from the beginning of the model
   * @param fragment in which fragment, where it has any and that is known
   */
  public record Damage(ByteRange range, Optional<FileName> fragment) {}
}
