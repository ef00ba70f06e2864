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
        .flatMap(entry -> Stream.concat(Stream.of(entry.shown()), entry.former().stream()))
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
   * The record of one cached model.
   *
   * @param shown the content that its name shows
   * @param lastUsed when the model was last returned to a caller, to the day
   * @param unpacked the directory that it was unpacked into
   * @param pinned whether it is exempt from eviction
   * @param former contents that the name showed before and that are kept, in no order
   */
  record Entry(
      ModelName name,
      Version shown,
      Instant lastUsed,
      Optional<FileName> unpacked,
      boolean pinned,
      List<Version> former) {

    public Entry {
      former = List.copyOf(former);
    }

    /** The digest of the content. */
    public Sha256 sha256() {
      return shown.sha256();
    }

    /** The fingerprint of the file when it was verified. */
    public Fingerprint fingerprint() {
      return shown.fingerprint();
    }

    /** When the name began to show the content. */
    public Instant cachedAt() {
      return shown.cachedAt();
    }

    /** When the content was last read and had its digest. */
    public Instant verifiedAt() {
      return shown.verifiedAt();
    }

    /** This entry, verified again at this time. */
    public Entry verified(Fingerprint now, Instant at) {
      return shown(shown.verified(now, at));
    }

    /** This entry, used at this time. */
    public Entry used(Instant at) {
      return new Entry(name, shown, at, unpacked, pinned, former);
    }

    /** This entry with a new fingerprint of the same bytes. */
    public Entry restamped(Fingerprint now) {
      return shown(shown.restamped(now));
    }

    /** This entry, pinned or unpinned. */
    public Entry pinned(boolean now) {
      return new Entry(name, shown, lastUsed, unpacked, now, former);
    }

    /** This entry with other kept contents. */
    public Entry former(List<Version> now) {
      return new Entry(name, shown, lastUsed, unpacked, pinned, now);
    }

    private Entry shown(Version now) {
      return new Entry(name, now, lastUsed, unpacked, pinned, former);
    }
  }

  /**
   * Content that a model's name shows or showed.
   *
   * @param fingerprint of its file when it was verified
   * @param version the version text of the source registry
   * @param cachedAt when the name began to show it
   * @param verifiedAt when its bytes were last read and had this digest
   * @param source where it was fetched from
   */
  record Version(
      Sha256 sha256,
      Fingerprint fingerprint,
      Optional<String> version,
      Instant cachedAt,
      Instant verifiedAt,
      Optional<String> source) {

    /** This version with a new fingerprint of the same bytes. */
    public Version restamped(Fingerprint now) {
      return new Version(sha256, now, version, cachedAt, verifiedAt, source);
    }

    /** This version, verified again at this time. */
    public Version verified(Fingerprint now, Instant at) {
      return new Version(sha256, now, version, cachedAt, at, source);
    }
  }
}
