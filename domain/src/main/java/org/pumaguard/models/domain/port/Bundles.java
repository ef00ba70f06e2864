package org.pumaguard.models.domain.port;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.pumaguard.models.domain.model.Sha256;

/**
 * Writes and reads bundles: archives that carry a registry and blobs to a machine without a
 * network. A bundle that is read is untrusted. Memory use does not depend on the size of an entry.
 *
 * <p>A bundle is a sequence of regular files with names and lengths. The caller decides which
 * entries it has, and in which order. The port itself is safe for use by many threads; a {@link
 * Draft} and a {@link Reading} are used by one thread at a time.
 */
public interface Bundles {

  /** The name of the first entry, the registry in YAML. */
  String REGISTRY = "model-registry.yaml";

  /** The prefix of the names of all other entries; the digest of the blob follows. */
  String CONTENTS = "blobs/sha256/";

  /** Whether the extension of the file names a supported compression. */
  boolean canWrite(Path file);

  /**
   * Starts a bundle. The file does not exist, or keeps its former content, until {@link
   * Draft#publish}. The caller closes the draft.
   *
   * @throws IOException if the directory cannot be written
   */
  Draft draft(Path file) throws IOException;

  /**
   * Opens a bundle of any name; the first bytes tell the compression. The caller closes it.
   *
   * @throws java.nio.file.FileSystemException if the file cannot be read
   * @throws Malformed if the file is not a bundle
   */
  Reading open(Path file) throws IOException;

  /**
   * Reads the digests in a list. A list is a bundle, a registry, a list of models in JSON (of which
   * only cached ones count), or text with a digest at the start of each line.
   *
   * @throws Malformed if the file has none of these formats
   */
  Set<Sha256> listed(Path list) throws IOException;

  /**
   * One file in a bundle.
   *
   * @param size the length in bytes
   */
  record Entry(String name, long size) {}

  /**
   * A bundle that is being written. The same entries produce the same bytes. Closing the draft
   * without {@link #publish} deletes the temporary file.
   */
  interface Draft extends Closeable {

    /** Starts the next entry. */
    void begin(Entry entry) throws IOException;

    /** Appends bytes to the current entry, all that remain in a heap buffer. */
    void write(ByteBuffer bytes) throws IOException;

    /**
     * Forces the bundle to disk and publishes it by one atomic rename over the former file.
     *
     * @return the length of the bundle in bytes
     */
    long publish() throws IOException;
  }

  /** A bundle that is being read from start to end. */
  interface Reading extends Closeable {

    /**
     * Advances to the next entry and skips the rest of the current one.
     *
     * @return the entry; empty at the end of the bundle
     * @throws Malformed if the bundle is truncated, or the entry is not a regular file
     */
    Optional<Entry> next() throws IOException;

    /**
     * Reads bytes of the current entry into the buffer, as many as fit or are available.
     *
     * @return the number of bytes read; −1 at the end of the entry
     * @throws Malformed if the bundle is truncated
     */
    int read(ByteBuffer into) throws IOException;

    /**
     * Opens the same bundle again, from its start. The caller closes both.
     *
     * @return empty if the bundle can be read only once, as from a pipe
     */
    Optional<Reading> again() throws IOException;
  }

  /** The file is invalid; the message is meant for users. */
  final class Malformed extends IOException {
    private static final long serialVersionUID = 1L;

    public Malformed(String message) {
      super(message);
    }

    public Malformed(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
