package org.pumaguard.models.domain.port;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.pumaguard.models.domain.model.Sha256;

/**
 * Writes and reads bundles: archives that carry a registry and contents to where no network is.
 * Whoever made one that is read may be anybody. Holds no content in memory.
 *
 * <p>What a bundle is to hold, and in which order, is the caller's business; this port knows plain
 * files with names and lengths, one after the other, and nothing else.
 */
public interface Bundles {

  /** The name of the first entry: the registry, in YAML. */
  String REGISTRY = "model-registry.yaml";

  /** What the names of all other entries begin with; the digest follows. */
  String CONTENTS = "blobs/sha256/";

  /** Whether a bundle can be written to a file of this name, which says how it is compressed. */
  boolean canWrite(Path file);

  /**
   * Begins a bundle. Nothing is at the file's place until {@link Draft#publish}.
   *
   * @throws IOException when nothing can be written there
   */
  Draft draft(Path file) throws IOException;

  /**
   * Opens a bundle, whatever its name is; how it is compressed shows in its first bytes.
   *
   * @throws java.nio.file.FileSystemException when the file can't be read
   * @throws Malformed when it is no bundle
   */
  Reading open(Path file) throws IOException;

  /**
   * The digests that a list names: a bundle, a registry, the table of models in JSON (of which only
   * those count that are cached), or lines that begin with a digest.
   *
   * @throws Malformed when it is none of these
   */
  Set<Sha256> listed(Path list) throws IOException;

  /**
   * One file in a bundle.
   *
   * @param size its length in bytes
   */
  record Entry(String name, long size) {}

  /**
   * A bundle that is being written: the same entries give the same bytes. Closing it without {@link
   * #publish} leaves nothing.
   */
  interface Draft extends Closeable {

    /** The next entry, whose bytes follow. */
    void begin(Entry entry) throws IOException;

    /** Bytes of that entry, in a heap buffer. */
    void write(ByteBuffer bytes) throws IOException;

    /**
     * Puts the bundle into the file's place, whole and forced to disk, by a rename.
     *
     * @return its length in bytes
     */
    long publish() throws IOException;
  }

  /** A bundle that is being read, from the beginning to the end. */
  interface Reading extends Closeable {

    /**
     * The next entry; what is left of the one before is passed over.
     *
     * @return empty after the last one, when nothing follows
     * @throws Malformed when it is torn, or when anything but a plain file comes
     */
    Optional<Entry> next() throws IOException;

    /**
     * Reads bytes of the entry, as many as fit or are at hand.
     *
     * @return how many, −1 at the entry's end
     * @throws Malformed when it is torn
     */
    int read(ByteBuffer into) throws IOException;

    /** The same bundle from its beginning; empty where it can be read once only, as from a pipe. */
    Optional<Reading> again() throws IOException;
  }

  /** What is read is not what it should be; the message says why. */
  final class Malformed extends IOException {
    private static final long serialVersionUID = 1L;

    /** A reason for people. */
    public Malformed(String message) {
      super(message);
    }

    /** A reason for people, and what told it. */
    public Malformed(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
