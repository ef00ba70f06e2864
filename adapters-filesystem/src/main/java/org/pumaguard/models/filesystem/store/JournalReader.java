package org.pumaguard.models.filesystem.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.port.Partial;

/** Reads a journal without opening its partial. */
final class JournalReader {

  private JournalReader() {}

  /**
   * Counts the bytes that a journal records as written, verified or not, in a partial of this size.
   * Without a journal, all bytes of the partial count.
   */
  static long bytes(Path journal, long size) throws IOException {
    List<ByteRange> written = new ArrayList<>();
    try {
      new String(Files.readAllBytes(journal), StandardCharsets.ISO_8859_1)
          .lines()
          .forEach(
              line -> {
                RangeLine.parse(line).map(RangeLine::range).ifPresent(written::add);
                UnfinishedLine.parse(line)
                    .map(UnfinishedLine::begun)
                    .map(JournalReader::range)
                    .ifPresent(written::add);
              });
    } catch (NoSuchFileException e) {
      return size;
    }
    written.sort(Comparator.comparingLong(ByteRange::offset));
    long bytes = 0;
    long end = 0;
    for (ByteRange range : written) {
      long from = Math.max(end, range.offset());
      long to = Math.min(size, range.end());
      bytes += Math.max(0, to - from);
      end = Math.max(end, to);
    }
    return bytes;
  }

  private static ByteRange range(Partial.Unfinished begun) {
    return new ByteRange(begun.base() + begun.range().offset(), begun.range().length());
  }
}
