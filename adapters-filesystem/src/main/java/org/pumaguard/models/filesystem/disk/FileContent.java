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

  public static FileContent open(Path file) throws IOException {
    return new FileContent(
        FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)));
  }

  public static FileContent of(FileChannel channel) {
    return new FileContent(channel);
  }

  /**
   * Copies a range into a file inside the system, which shares the blocks where it can.
   *
   * @return how many bytes it has copied; fewer, or none, where it can't
   */
  public long copyTo(Path file, ByteRange range, long offset) {
    // A channel of its own, since the system writes at the channel's position.
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
      // What fails, and for whom, is found out when the bytes are copied one by one.
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
