package org.pumaguard.models.filesystem.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import org.pumaguard.models.domain.port.Content;

/** Content as a read-only seekable channel, as required for zip files. */
final class ContentChannel implements SeekableByteChannel {

  private final Content content;
  private long position;
  private boolean open = true;

  ContentChannel(Content content) {
    this.content = content;
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    int count = content.read(position, into);
    position += Math.max(count, 0);
    return count;
  }

  @Override
  public int write(ByteBuffer from) {
    throw new NonWritableChannelException();
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public SeekableByteChannel position(long newPosition) {
    position = newPosition;
    return this;
  }

  @Override
  public long size() throws IOException {
    return content.size();
  }

  @Override
  public SeekableByteChannel truncate(long size) {
    throw new NonWritableChannelException();
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public void close() {
    open = false;
  }
}
