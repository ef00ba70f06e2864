package org.pumaguard.models.domain.port;

import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.FingerprintChange;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;

/**
 * What is cached, since when, and how its file looked when it was verified. A record is never more
 * than a hint: it saves reading a file again, and if it is lost the file is read once more.
 *
 * <p>Several processes may write: each changes its own entries and keeps the others'. Reading
 * creates nothing. Changes are seen by this process at once and are on disk after {@link #flush},
 * or earlier; also one of which it is thrown that it could not be written, and the next flush tries
 * that again. Safe for use by many threads.
 */
public interface CacheRegistry {

  /** All entries, by name. */
  Map<ModelName, Entry> entries();

  /** The entry of a model. */
  default Optional<Entry> find(ModelName name) {
    return Optional.ofNullable(entries().get(name));
  }

  /**
   * All records of some content, shown or kept, under any name: several files may have these bytes.
   * Implementations override this with an index.
   */
  default List<Version> known(Sha256 content) {
    return entries().values().stream()
        .flatMap(entry -> Stream.concat(Stream.of(entry.asVersion()), entry.former().stream()))
        .filter(version -> version.sha256().equals(content))
        .toList();
  }

  /** Why nothing is known though there should be, for people: lost, damaged or not to be read. */
  default Optional<String> trouble() {
    return Optional.empty();
  }

  /**
   * Adds an entry, or puts it in the place of the model's former one. What is pinned stays so,
   * whatever the entry says.
   */
  void record(Entry entry) throws IOException;

  /** Changes the entry of a model as it then is; none if it has none. */
  void update(ModelName name, UnaryOperator<Entry> change) throws IOException;

  /**
   * As {@link #update}, but for what can be done without: where it can't be written, as in a
   * read-only directory, it is left out silently.
   */
  void note(ModelName name, UnaryOperator<Entry> change);

  /**
   * Adds entries that were made anew from what is on disk, each unless there is one of its name.
   * Like what is noted, they can be done without.
   */
  void restore(Collection<Entry> entries);

  /** Removes an entry. */
  void forget(ModelName name) throws IOException;

  /** Puts the new fingerprint into all entries and former versions that hold the old one. */
  void restamp(List<FingerprintChange> restamps) throws IOException;

  /** Writes what is not yet on disk, atomically. */
  void flush() throws IOException;

  /**
   * What is known of one cached model.
   *
   * @param name its name
   * @param sha256 the digest that its file had when it was verified
   * @param fingerprint how its file looked then
   * @param version what the source registry called its version
   * @param cachedAt since when this content is cached
   * @param verifiedAt when its bytes were last read and found right
   * @param lastUsed when it was last handed out, to the day
   * @param source where it came from
   * @param unpacked the directory into which it was unpacked
   * @param pinned whether it is to stay when room is made
   * @param former contents that the name showed before and that are kept, in no order
   */
  record Entry(
      ModelName name,
      Sha256 sha256,
      Fingerprint fingerprint,
      Optional<String> version,
      Instant cachedAt,
      Instant verifiedAt,
      Instant lastUsed,
      Optional<String> source,
      Optional<FileName> unpacked,
      boolean pinned,
      List<Version> former) {

    public Entry {
      former = List.copyOf(former);
    }

    /** This entry, verified again. */
    public Entry verified(Fingerprint now, Instant at) {
      return new Entry(
          name, sha256, now, version, cachedAt, at, lastUsed, source, unpacked, pinned, former);
    }

    /** This entry, handed out again. */
    public Entry used(Instant at) {
      return new Entry(
          name,
          sha256,
          fingerprint,
          version,
          cachedAt,
          verifiedAt,
          at,
          source,
          unpacked,
          pinned,
          former);
    }

    /** This entry with another fingerprint of the same bytes. */
    public Entry restamped(Fingerprint now) {
      return new Entry(
          name,
          sha256,
          now,
          version,
          cachedAt,
          verifiedAt,
          lastUsed,
          source,
          unpacked,
          pinned,
          former);
    }

    /** This entry, pinned or not. */
    public Entry pinned(boolean now) {
      return new Entry(
          name,
          sha256,
          fingerprint,
          version,
          cachedAt,
          verifiedAt,
          lastUsed,
          source,
          unpacked,
          now,
          former);
    }

    /** This entry with other kept contents. */
    public Entry former(List<Version> now) {
      return new Entry(
          name,
          sha256,
          fingerprint,
          version,
          cachedAt,
          verifiedAt,
          lastUsed,
          source,
          unpacked,
          pinned,
          now);
    }

    /** What of this entry is kept when its content becomes a former one. */
    public Version asVersion() {
      return new Version(sha256, fingerprint, version, cachedAt, verifiedAt, source);
    }
  }

  /**
   * Content that a model's name showed once, or shows, and how its stored file looked when it was
   * verified.
   *
   * @param version what the source registry called it
   * @param cachedAt when the name began to show it
   */
  record Version(
      Sha256 sha256,
      Fingerprint fingerprint,
      Optional<String> version,
      Instant cachedAt,
      Instant verifiedAt,
      Optional<String> source) {

    /** This version with another fingerprint of the same bytes. */
    public Version restamped(Fingerprint now) {
      return new Version(sha256, now, version, cachedAt, verifiedAt, source);
    }
  }
}
