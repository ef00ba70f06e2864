package org.pumaguard.models.domain.port;

import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.FingerprintChange;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;

/**
 * The cache registry: which models are cached, since when, and the fingerprints of their files when
 * they were verified. A record is a hint: it saves reading a file again, and a lost record costs
 * one more read.
 *
 * <p>Several processes may write at once; each changes its own entries and keeps those of others.
 * Reading creates nothing. A change is visible to this process at once and durable after {@link
 * #flush} at the latest. A change whose write failed stays in memory, and the next flush writes it.
 * Safe for use by many threads.
 */
public interface CacheRegistry {

  /** All entries, by name. */
  Map<ModelName, Entry> entries();

  /** The entry of a model; empty if it has none. */
  default Optional<Entry> find(ModelName name) {
    return Optional.ofNullable(entries().get(name));
  }

  /**
   * All records of some content under any name, shown or former. Several files may have the same
   * bytes. An implementation may override this method with an index.
   */
  default List<Version> known(Sha256 content) {
    return entries().values().stream()
        .flatMap(entry -> Stream.concat(Stream.of(entry.shown()), entry.former().stream()))
        .filter(version -> version.sha256().equals(content))
        .toList();
  }

  /** A message if the registry is lost, damaged or unreadable although it should exist. */
  default Optional<String> trouble() {
    return Optional.empty();
  }

  /** The lengths that were learnt from servers. The default knows and remembers none. */
  default Sizes sizes() {
    return Sizes.NONE;
  }

  /**
   * Adds an entry, or replaces the entry of the same model. A pinned model stays pinned, even if
   * the new entry is not.
   *
   * @throws IOException if the entry could not be written; it is kept in memory
   */
  void record(Entry entry) throws IOException;

  /**
   * Changes the current entry of a model; does nothing if it has none.
   *
   * @param change may be applied several times, to the entry in memory and to the one on disk
   * @throws IOException if the entry could not be written; the change is kept in memory
   */
  void update(ModelName name, UnaryOperator<Entry> change) throws IOException;

  /**
   * As {@link #update}, for changes that may be lost. Ignores write failures, as in a read-only
   * directory.
   */
  void note(ModelName name, UnaryOperator<Entry> change);

  /**
   * Adds entries that were rebuilt from the files on disk, except for models that have an entry.
   * Ignores write failures.
   */
  void restore(Collection<Entry> entries);

  /** Removes the entry of a model, if it has one. */
  void forget(ModelName name) throws IOException;

  /** Replaces old fingerprints by new ones in all entries and former versions. */
  void restamp(List<FingerprintChange> restamps) throws IOException;

  /**
   * Writes all pending changes by one atomic rename.
   *
   * @throws IOException if the file could not be written; the former file is unchanged, and the
   *     changes stay pending
   */
  void flush() throws IOException;

  /**
   * The lengths of contents, by digest, that registries do not state. They outlive the content. A
   * length is a hint for displays. Safe for use by many threads.
   */
  interface Sizes {

    /** Remembers nothing. */
    Sizes NONE =
        new Sizes() {
          @Override
          public Optional<Size> find(Sha256 content) {
            return Optional.empty();
          }

          @Override
          public void learn(Sha256 content, Size size) {}

          @Override
          public void retain(Predicate<Sha256> needed) {}
        };

    /** The length of some content, if it was learnt. */
    Optional<Size> find(Sha256 content);

    /** Remembers a length; an estimate replaces no exact one. Ignores write failures. */
    void learn(Sha256 content, Size size);

    /** Forgets the lengths of contents that are not needed. Ignores write failures. */
    void retain(Predicate<Sha256> needed);
  }

  /**
   * The length of some content in bytes.
   *
   * @param isEstimate whether it was derived from the lengths of some fragments, or announced by a
   *     server and not verified
   */
  record Size(long bytes, boolean isEstimate) {

    /**
     * As {@code equals}, which the JDK links with a handle that keeps this class, and so its class
     * loader, in memory.
     */
    public boolean isSameAs(Size other) {
      return bytes == other.bytes && isEstimate == other.isEstimate;
    }
  }

  /**
   * The record of one cached model.
   *
   * @param shown the content that the model name shows
   * @param lastUsed when the model was last returned to a caller, to the day
   * @param unpacked the directory that it was unpacked into
   * @param pinned whether it is exempt from eviction
   * @param former kept contents that the name showed before, in no order
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

    /** When the content was last read and matched its digest. */
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
   * @param fingerprint the fingerprint of the file when it was verified
   * @param version the version text of the source registry
   * @param cachedAt when the name began to show it
   * @param verifiedAt when the bytes were last read and matched the digest
   * @param source the source of the content, without credentials
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
