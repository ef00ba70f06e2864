package org.pumaguard.models.filesystem.store;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.model.FragmentRange;
import org.pumaguard.models.domain.port.Partial;

/** The entries of a journal, read line by line. */
final class JournalEntries {

  private final List<FragmentRange> verified = new ArrayList<>();
  private final List<Partial.Unfinished> unfinished = new ArrayList<>();
  private final List<ByteRange> noted = new ArrayList<>();
  private final List<ByteRange> forced = new ArrayList<>();

  /**
   * Reads lines. Torn ones, those of another boot, and those about bytes beyond the end of the
   * partial do not count.
   *
   * @param size the length of the partial, in bytes
   */
  static JournalEntries read(List<String> lines, long size, Optional<String> boot) {
    JournalEntries entries = new JournalEntries();
    for (String line : lines) {
      RangeLine.parse(line).filter(it -> it.range().end() <= size).ifPresent(entries::add);
      UnfinishedLine.parse(line)
          .filter(it -> it.boot().isEmpty() || it.boot().equals(boot))
          .filter(it -> it.begun().base() + it.begun().range().end() <= size)
          .ifPresent(entries::add);
    }
    return entries;
  }

  private void add(RangeLine line) {
    verified.add(new FragmentRange(line.sha256(), line.range()));
    forced.add(line.range());
  }

  private void add(UnfinishedLine line) {
    Partial.Unfinished part = line.begun();
    unfinished.add(part);
    ByteRange range = new ByteRange(part.base() + part.range().offset(), part.range().length());
    if (range.length() == 0) {
      // Voids earlier lines: the bytes were overwritten after this one.
      long end = part.base() + part.total();
      forced.removeIf(known -> known.offset() < end && known.end() > part.base());
    } else if (line.boot().isEmpty()) {
      forced.add(range);
    } else {
      noted.add(range);
    }
  }

  Partial.Journal journal() {
    return new Partial.Journal(verified, unfinished);
  }

  /** The ranges that the journal names and that were not forced to disk, in order. */
  List<ByteRange> unforced() {
    List<ByteRange> rest = new ArrayList<>();
    List<ByteRange> onDisk = merged(forced);
    for (ByteRange range : merged(noted)) {
      long from = range.offset();
      for (ByteRange known : onDisk) {
        if (known.offset() < range.end() && known.end() > from) {
          if (known.offset() > from) {
            rest.add(new ByteRange(from, known.offset() - from));
          }
          from = Math.min(known.end(), range.end());
        }
      }
      if (from < range.end()) {
        rest.add(new ByteRange(from, range.end() - from));
      }
    }
    return rest;
  }

  private static List<ByteRange> merged(List<ByteRange> ranges) {
    List<ByteRange> sorted = new ArrayList<>(ranges);
    sorted.sort(Comparator.comparingLong(ByteRange::offset));
    List<ByteRange> merged = new ArrayList<>();
    for (ByteRange range : sorted) {
      int last = merged.size() - 1;
      if (last >= 0 && merged.get(last).end() >= range.offset()) {
        ByteRange before = merged.get(last);
        long end = Math.max(before.end(), range.end());
        merged.set(last, new ByteRange(before.offset(), end - before.offset()));
      } else {
        merged.add(range);
      }
    }
    return merged;
  }
}
