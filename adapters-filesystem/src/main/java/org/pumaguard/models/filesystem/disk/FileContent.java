package org.pumaguard.models.filesystem.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.port.Content;

/** A file that is open for reading. */
public final class FileContent implements Content {

  private final FileChannel channel;

  private FileContent(FileChannel channel) {
    this.channel = channel;
  }

  /** Opens a file; does not follow a symbolic link. */
  public static FileContent open(Path file) throws IOException {
    return new FileContent(
        FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)));
  }

  /** The content of an open file; closing it closes the channel. */
  public static FileContent of(FileChannel channel) {
    return new FileContent(channel);
  }

  /**
   * Copies a range into a file in the kernel, which shares disk blocks where the file system
   * supports it.
   *
   * @return the number of bytes copied, from the start of the range; possibly 0
   */
  public long copyTo(Path file, ByteRange range, long offset) {
    // A separate channel, since the kernel writes at the position of the channel.
    try (FileChannel target =
        FileChannel.open(file, Set.of(StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS))) {
      target.position(offset);
      long done = 0;
      while (done < range.length()) {
        long count = channel.transferTo(range.offset() + done, range.length() - done, target);
        if (count <= 0) {
          break;
        }
        done += count;
      }
      return done;
    } catch (IOException e) {
      // The caller copies the rest through memory and sees which side fails.
      return 0;
    }
  }

  @Override
  public long size() throws IOException {
    return channel.size();
  }

  @Override
  public int read(long offset, ByteBuffer into) throws IOException {
    return channel.read(into, offset);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
