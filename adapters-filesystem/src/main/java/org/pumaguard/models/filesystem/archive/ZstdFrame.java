package org.pumaguard.models.filesystem.archive;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalLong;

/** The header of a zstd frame (RFC 8878, 3.1.1.1). */
final class ZstdFrame {

  /** The longest header: magic number, descriptor, window, dictionary and content size. */
  static final int MAX_HEADER_BYTES = 18;

  private static final int MAGIC = 0xFD2FB528;
  private static final int SINGLE_SEGMENT = 0x20;

  private ZstdFrame() {}

  /** The window that a decoder needs, in bytes; empty if this is no complete header of a frame. */
  static OptionalLong window(byte[] beginning) {
    ByteBuffer header = ByteBuffer.wrap(beginning).order(ByteOrder.LITTLE_ENDIAN);
    if (header.remaining() < MAX_HEADER_BYTES || header.getInt() != MAGIC) {
      return OptionalLong.empty();
    }
    int descriptor = header.get();
    if ((descriptor & SINGLE_SEGMENT) == 0) {
      int window = header.get() & 0xff;
      long base = 1L << (10 + (window >> 3));
      return OptionalLong.of(base + base / 8 * (window & 7));
    }
    // The window is the content, whose size follows the identifier of the dictionary.
    int dictionaryFlag = descriptor & 3;
    header.position(header.position() + (dictionaryFlag == 3 ? 4 : dictionaryFlag));
    return OptionalLong.of(
        switch ((descriptor >> 6) & 3) {
          case 0 -> header.get() & 0xff;
          case 1 -> 256 + (header.getShort() & 0xffff);
          case 2 -> header.getInt() & 0xffffffffL;
          default -> header.getLong();
        });
  }
}
