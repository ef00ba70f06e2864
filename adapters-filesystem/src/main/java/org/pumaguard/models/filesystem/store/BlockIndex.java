package org.pumaguard.models.filesystem.store;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.pumaguard.models.domain.model.BlockList;
import org.pumaguard.models.domain.model.BlockSums;
import org.pumaguard.models.domain.model.FragmentRange;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.filesystem.disk.CacheLayout;
import org.pumaguard.models.filesystem.disk.DurableFiles;
import org.pumaguard.models.filesystem.disk.Folders;
import org.pumaguard.models.filesystem.disk.GroupAccess;
import org.pumaguard.models.filesystem.disk.Moves;

/**
 * Records the fragments and blocks of stored content, in one small file for each content. The file
 * starts with a line {@code blocks 1 SIZE BLOCK-BYTES PIECES}. A line for each fragment follows, in
 * the format of the fragment index, then the block sums, 4 bytes each, and a checksum of all
 * preceding bytes. A truncated file or a file of another version is ignored.
 */
final class BlockIndex {

  private static final String VERSION = "blocks 1";

  /** Maximum size of an index file; holds the sums of 256 TiB. */
  private static final long MOST_BYTES = 1L << 30;

  private final CacheLayout layout;

  BlockIndex(CacheLayout layout) {
    this.layout = layout;
  }

  Optional<BlockList> find(Sha256 content) throws IOException {
    Path file = layout.blockIndexFile(content);
    try {
      return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.size(file) <= MOST_BYTES
          ? parse(Files.readAllBytes(file))
          : Optional.empty();
    } catch (NoSuchFileException | NotDirectoryException e) {
      return Optional.empty();
    }
  }

  void add(Sha256 content, BlockList blocks) throws IOException {
    if (blocks.sums().count() <= 1) {
      return;
    }
    Folders.make(layout, layout.staging());
    Path file = layout.blockIndexFile(content);
    Folders.make(layout, layout.blockIndex().resolve(content.hex().substring(0, 2)));
    Path fresh = DurableFiles.fresh(layout.staging());
    try {
      Files.write(fresh, bytes(blocks), StandardOpenOption.CREATE_NEW);
      GroupAccess.grant(layout, fresh);
      Moves.move(layout, fresh, file);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  void remove(Sha256 content) throws IOException {
    Path folder = layout.blockIndex().resolve(content.hex().substring(0, 2));
    Folders.refuseLinks(layout, folder);
    Files.deleteIfExists(layout.blockIndexFile(content));
  }

  static byte[] bytes(BlockList blocks) {
    BlockSums sums = blocks.sums();
    StringBuilder head = new StringBuilder();
    head.append(VERSION).append(' ').append(sums.size()).append(' ').append(BlockSums.BLOCK_BYTES);
    head.append(' ').append(blocks.fragments().size()).append('\n');
    blocks
        .fragments()
        .forEach(fragment -> head.append(new RangeLine(fragment.sha256(), fragment.range())));
    byte[] text = head.toString().getBytes(StandardCharsets.US_ASCII);
    ByteBuffer bytes = ByteBuffer.allocate(text.length + 4 * sums.count() + 4).put(text);
    for (int block = 0; block < sums.count(); block++) {
      bytes.putInt(sums.sum(block));
    }
    bytes.putInt(sum(bytes.duplicate().flip()));
    return bytes.array();
  }

  static Optional<BlockList> parse(byte[] bytes) {
    int end = bytes.length - 4;
    if (end < 0 || ByteBuffer.wrap(bytes, end, 4).getInt() != sum(ByteBuffer.wrap(bytes, 0, end))) {
      return Optional.empty();
    }
    try {
      return Optional.of(parse(ByteBuffer.wrap(bytes, 0, end)));
    } catch (IllegalArgumentException | BufferUnderflowException e) {
      return Optional.empty();
    }
  }

  private static BlockList parse(ByteBuffer bytes) {
    String[] words = line(bytes).split(" ", -1);
    if (words.length != 5
        || !VERSION.equals(words[0] + " " + words[1])
        || Integer.parseInt(words[3]) != BlockSums.BLOCK_BYTES) {
      throw new IllegalArgumentException("another version");
    }
    List<FragmentRange> fragments = new ArrayList<>();
    for (int i = Integer.parseInt(words[4]); i > 0; i--) {
      RangeLine line =
          RangeLine.parse(line(bytes))
              .orElseThrow(() -> new IllegalArgumentException("no fragment"));
      fragments.add(new FragmentRange(line.sha256(), line.range()));
    }
    int[] sums = new int[bytes.remaining() / 4];
    bytes.asIntBuffer().get(sums);
    return new BlockList(fragments, new BlockSums(Long.parseLong(words[2]), sums));
  }

  private static String line(ByteBuffer bytes) {
    StringBuilder line = new StringBuilder();
    for (byte next = bytes.get(); next != '\n'; next = bytes.get()) {
      line.append((char) next);
    }
    return line.toString();
  }

  private static int sum(ByteBuffer bytes) {
    CRC32C sum = new CRC32C();
    sum.update(bytes);
    return (int) sum.getValue();
  }
}
