package org.pumaguard.models.domain.port;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import org.pumaguard.models.domain.model.Compression;

/**
 * Undoes compression and unpacks archives that anybody may have made. Holds no whole file in
 * memory.
 */
public interface Archives {

  /**
   * Decompresses content and pushes the bytes, in heap buffers, to a sink.
   *
   * @throws Malformed when it is not compressed in this way, or torn
   * @throws IOException whatever the sink throws, unchanged
   */
  void decompress(Compression compression, Content content, Sink sink) throws IOException;

  /**
   * Unpacks a tar (plain or compressed) or zip archive into an empty directory. Only plain files
   * and directories come out, all below that directory: an archive with a link, a device, an
   * absolute name, {@code ..}, one name twice, or more than the limits is refused as a whole; what
   * was unpacked until then stays in the directory for the caller to delete.
   *
   * @throws Malformed when it is refused, or is no archive
   */
  void unpack(Content archive, Path directory, Limits limits, Cancellation cancellation)
      throws IOException;

  /**
   * Compares an archive with a directory into which it was unpacked. What lies there besides does
   * not count.
   *
   * @return the first thing that is missing, was changed or can't be read, for people
   * @throws Malformed when it is no archive
   */
  Optional<String> difference(Content archive, Path directory, Cancellation cancellation)
      throws IOException;

  /**
   * Whether a directory has just what unpacking this archive makes: all of it unchanged, and
   * nothing besides.
   *
   * @throws Malformed when it is no archive
   */
  boolean isExactly(Content archive, Path directory, Cancellation cancellation) throws IOException;

  /** Takes decompressed bytes. */
  interface Sink {
    /** The next bytes, in a heap buffer that is valid during the call only. */
    void accept(ByteBuffer bytes) throws IOException;
  }

  /**
   * The most that an archive may hold.
   *
   * @param entries files and directories
   * @param bytes unpacked bytes
   * @param ratio unpacked bytes for each byte of the archive
   */
  record Limits(long entries, long bytes, long ratio) {
    /** A hundred thousand entries, 64 GiB, a thousand to one. */
    public static final Limits DEFAULT = new Limits(100_000, 64L << 30, 1000);
  }

  /** The archive is not what it should be; the message says why. */
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
