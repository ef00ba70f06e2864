package org.pumaguard.models.filesystem.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** Atomic and durable writes of whole files. */
public final class DurableFiles {

  private static final int PIECE_BYTES = 128 * 1024;

  /** A unique path that does not exist yet. */
  public static Path fresh(Path folder) {
    return folder.resolve(UUID.randomUUID().toString());
  }

  /** Replaces the content of a file atomically and durably. */
  public static void replace(CacheLayout layout, Path file, byte[] bytes) throws IOException {
    if (FileAttributes.isObstructed(file)) {
      throw obstructed(file);
    }
    Folders.make(layout, layout.staging());
    Path fresh = fresh(layout.staging());
    try {
      try (FileChannel channel =
          FileChannel.open(fresh, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        writeFully(channel, ByteBuffer.wrap(bytes), 0);
        channel.force(true);
      }
      GroupAccess.grant(layout, fresh);
      Moves.move(layout, fresh, file);
      Path folder = file.getParent();
      if (folder != null) {
        Folders.force(folder);
      }
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  /** Writes all remaining bytes at an offset. */
  public static void writeFully(FileChannel channel, ByteBuffer bytes, long offset)
      throws IOException {
    long position = offset;
    int end = bytes.limit();
    while (bytes.position() < end) {
      // In pieces: the JDK copies each into a buffer of its length outside the heap, and keeps it.
      bytes.limit(Math.min(end, bytes.position() + PIECE_BYTES));
      position += channel.write(bytes, position);
    }
  }

  /** The failure for a path that is taken by something other than a regular file. */
  public static FileSystemException obstructed(Path file) {
    return new FileSystemException(file.toString(), null, "a file of the cache is expected here");
  }

  /** Whether a write failed because the disk is full or a quota is exceeded. */
  public static boolean isFull(IOException failure) {
    String text = String.valueOf(failure.getMessage());
    return text.contains("No space left") || text.contains("quota");
  }

  private DurableFiles() {}
}
