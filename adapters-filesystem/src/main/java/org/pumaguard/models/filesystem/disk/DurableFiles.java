package org.pumaguard.models.filesystem.disk;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** Files that are written whole and durably, or not at all. */
public final class DurableFiles {

  /** A path that nothing has yet. */
  public static Path fresh(Path folder) {
    return folder.resolve(UUID.randomUUID().toString());
  }

  /** Puts bytes into a file's place: whole or not at all, durably. */
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
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
      Path folder = file.getParent();
      if (folder != null) {
        Folders.force(folder);
      }
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  public static void writeFully(FileChannel channel, ByteBuffer bytes, long offset)
      throws IOException {
    long position = offset;
    while (bytes.hasRemaining()) {
      position += channel.write(bytes, position);
    }
  }

  public static FileSystemException obstructed(Path file) {
    return new FileSystemException(
        file.toString(), null, "it is in the way of a file of the cache");
  }

  /** Whether a disk refused because there is no room left, or none for this user. */
  public static boolean isFull(IOException refusal) {
    String text = String.valueOf(refusal.getMessage());
    return text.contains("No space left") || text.contains("quota");
  }

  /** Why something can't be read, for people; some exceptions do not say. */
  public static String reason(Exception e) {
    boolean endsEarly = e instanceof EOFException && e.getMessage() == null;
    return endsEarly ? "it ends too early" : String.valueOf(e.getMessage());
  }

  private DurableFiles() {}
}
