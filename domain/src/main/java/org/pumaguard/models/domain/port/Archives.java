package org.pumaguard.models.domain.port;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import org.pumaguard.models.domain.model.Compression;

/**
 * Decompresses files and unpacks archives. The input is untrusted. Memory use does not depend on
 * the size of a file. Closes no content that it is given. Safe for use by many threads.
 */
public interface Archives {

  /**
   * Decompresses content and pushes the bytes to a sink, in order, in the calling thread. After a
   * failure the sink has received a part of the bytes.
   *
   * @throws Malformed if the content is truncated or not compressed in this format
   * @throws Unsupported if it is compressed in a way that this decoder refuses
   * @throws MemoryShortage if the decoder needs more memory than Java has
   * @throws LibraryAbsent if the class path has no decoder for the format
   * @throws Unavailable if this machine has no decoder for the format
   * @throws IOException if the content cannot be read; an exception of the sink is passed on
   *     unchanged
   */
  void decompress(Compression compression, Content content, Sink sink) throws IOException;

  /**
   * Unpacks a tar (plain or compressed) or zip archive into an empty directory. Creates regular
   * files and directories below that directory only. An archive with a link, a device, an absolute
   * name, {@code ..}, a duplicate name, or contents beyond the limits is rejected. Not atomic:
   * after a failure the directory holds what was unpacked before, and the caller deletes it.
   *
   * @throws Malformed if the archive is rejected, truncated or of another format
   * @throws Unsupported if it is compressed in a way that this decoder refuses
   * @throws MemoryShortage if the decoder needs more memory than Java has
   * @throws LibraryAbsent if the class path has no decoder for the format
   * @throws java.util.concurrent.CancellationException if the work is cancelled
   */
  void unpack(Content archive, Path directory, Limits limits, Cancellation cancellation)
      throws IOException;

  /**
   * Compares an archive with a directory that it was unpacked into. Additional files in the
   * directory are ignored.
   *
   * @return a message about the first entry that is missing, changed or unreadable; empty if there
   *     is no difference
   * @throws Malformed if the archive is truncated or of another format
   */
  Optional<String> difference(Content archive, Path directory, Cancellation cancellation)
      throws IOException;

  /**
   * Whether a directory has exactly the contents of an archive: every entry unchanged, no
   * additional file.
   *
   * @throws Malformed if the archive is truncated or of another format
   */
  boolean isExactly(Content archive, Path directory, Cancellation cancellation) throws IOException;

  /** Receives decompressed bytes. */
  interface Sink {
    /** Receives the next bytes, in a heap buffer that is valid during the call only. */
    void accept(ByteBuffer bytes) throws IOException;
  }

  /**
   * Limits on the contents of an archive.
   *
   * @param entries the maximum number of files and directories
   * @param bytes the maximum number of unpacked bytes
   * @param ratio the maximum number of unpacked bytes for each byte of the archive
   */
  record Limits(long entries, long bytes, long ratio) {
    /** 100,000 entries, 64 GiB, a ratio of 1000. */
    public static final Limits DEFAULT = new Limits(100_000, 64L << 30, 1000);
  }

  /** The data may be intact, but the decoder refuses it; the message is meant for users. */
  final class Unsupported extends IOException {
    private static final long serialVersionUID = 1L;

    public Unsupported(String message) {
      super(message);
    }

    public Unsupported(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** The decoder needs more memory than Java has; the message is meant for users. */
  final class MemoryShortage extends IOException {
    private static final long serialVersionUID = 1L;

    public MemoryShortage(String message) {
      super(message);
    }
  }

  /** The library with the decoder of the format is not on the class path. */
  final class LibraryAbsent extends IOException {
    private static final long serialVersionUID = 1L;

    /** The failure, with a message for users, if a library is absent: {@code group:artifact}. */
    public LibraryAbsent(String library, Throwable cause) {
      super("the library " + library + " is not on the class path", cause);
    }
  }

  /** This machine has no decoder for the format; the message is meant for users. */
  final class Unavailable extends IOException {
    private static final long serialVersionUID = 1L;

    public Unavailable(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** The archive is invalid; the message is meant for users. */
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
