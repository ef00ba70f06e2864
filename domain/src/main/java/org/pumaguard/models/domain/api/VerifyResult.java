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
 * What reading every byte of a cached model showed, and what came of mending it.
 *
 * @param expected the digest that it should have, unless nothing is there
 * @param actual the digest that it had when it was read, unless nothing is there or not all of it
 *     can be read
 * @param damage where it was damaged, in order, as far as that can be told: at worst one range that
 *     is the whole
 * @param unpacked what is wrong with the directory into which it was unpacked, for people, where
 *     the file is right and that is not
 * @param bytesFetched how many bytes came from sources to mend it
 * @param replacedBy the digest of the version that is in its place now, where the registry does not
 *     name the damaged one any more
 * @param base the damaged file, where it is that of a base directory, which stays as it is: to mend
 *     it is to bring the model into the cache directory
 * @param failure why it could not be mended, if that was tried, or what is in its place
 */
public record VerifyResult(
    ModelName name,
    Result result,
    Optional<Sha256> expected,
    Optional<Sha256> actual,
    List<Damage> damage,
    Optional<String> unpacked,
    long bytesFetched,
    Optional<Sha256> replacedBy,
    Optional<Path> base,
    Optional<CacheException> failure) {

  public VerifyResult {
    damage = List.copyOf(damage);
  }

  public static VerifyResult undamaged(
      ModelName name, Result result, Optional<Sha256> expected, Optional<Sha256> actual) {
    return found(name, result, expected, actual, List.of(), Optional.empty());
  }

  public static VerifyResult damaged(
      ModelName name, Optional<Sha256> expected, Optional<Sha256> actual, List<Damage> damage) {
    return found(name, Result.DAMAGED, expected, actual, damage, Optional.empty());
  }

  /** The file is right, but not the directory into which it was unpacked. */
  public static VerifyResult wronglyUnpacked(ModelName name, Sha256 content, String what) {
    Optional<Sha256> actual = Optional.of(content);
    return found(name, Result.DAMAGED, actual, actual, List.of(), Optional.of(what));
  }

  /** The file of a base directory is damaged. */
  public static VerifyResult damagedBase(
      ModelName name,
      Optional<Sha256> expected,
      Optional<Sha256> actual,
      List<Damage> damage,
      Path file) {
    return new VerifyResult(
        name,
        Result.DAMAGED,
        expected,
        actual,
        damage,
        Optional.empty(),
        0,
        Optional.empty(),
        Optional.of(file),
        Optional.empty());
  }

  /** Nothing is there, since something else is in its place. */
  public static VerifyResult obstructed(ModelName name, CacheException what) {
    return undamaged(name, Result.MISSING, Optional.empty(), Optional.empty()).unrepaired(what);
  }

  private static VerifyResult found(
      ModelName name,
      Result result,
      Optional<Sha256> expected,
      Optional<Sha256> actual,
      List<Damage> damage,
      Optional<String> unpacked) {
    return new VerifyResult(
        name,
        result,
        expected,
        actual,
        damage,
        unpacked,
        0,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** The same, mended: this content is there now. */
  public VerifyResult repaired(Sha256 now, long fetched) {
    return new VerifyResult(
        name,
        Result.REPAIRED,
        expected,
        actual,
        damage,
        unpacked,
        fetched,
        Optional.of(now).filter(digest -> !expected.equals(Optional.of(digest))),
        base,
        Optional.empty());
  }

  /** The same, still damaged. */
  public VerifyResult unrepaired(CacheException why) {
    return new VerifyResult(
        name,
        result,
        expected,
        actual,
        damage,
        unpacked,
        bytesFetched,
        replacedBy,
        base,
        Optional.of(why));
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
