package org.pumaguard.models.filesystem;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.pumaguard.models.domain.port.Content;

/** A file that is open for reading. */
final class FileContent implements Content {

  private final FileChannel channel;

  private FileContent(FileChannel channel) {
    this.channel = channel;
  }

  static FileContent open(Path file) throws IOException {
    return new FileContent(
        FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)));
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
