package org.pumaguard.models.domain.usecase;

import java.util.List;
import org.pumaguard.models.domain.fake.TestModel;
import org.pumaguard.models.domain.model.BlockSums;
import org.pumaguard.models.domain.model.ByteRange;

/** How a model of three blocks, the last one short, is published. */
enum ModelForm {
  /** One file of known length. */
  SIZED_FILE,
  /** One file of unknown length. */
  FILE,
  /** Fragments of known lengths, whose ends are not those of blocks. */
  SIZED_FRAGMENTS,
  /** Fragments of unknown lengths. */
  FRAGMENTS;

  static final int BLOCK = BlockSums.BLOCK_BYTES;
  static final int COUNT = 3;
  static final int BYTES = 2 * BLOCK + 17;

  TestModel model(String name, long seed) {
    TestModel model = TestModel.random(name, BYTES, seed);
    if (this == SIZED_FRAGMENTS || this == FRAGMENTS) {
      model.fragments(BLOCK / 2, BLOCK, BLOCK / 2 + 17);
    }
    return this == FILE || this == FRAGMENTS ? model.unsized() : model;
  }

  /** Where the fragments are; the whole file is one. */
  List<ByteRange> fragments() {
    return this == SIZED_FRAGMENTS || this == FRAGMENTS
        ? List.of(
            new ByteRange(0, BLOCK / 2),
            new ByteRange(BLOCK / 2, BLOCK),
            new ByteRange(BLOCK + BLOCK / 2, BLOCK / 2 + 17))
        : List.of(new ByteRange(0, BYTES));
  }

  /** What a repair fetches if the first byte of a block is wrong: the fragment's part of it. */
  long repairBytes(int block) {
    long at = (long) block * BLOCK;
    ByteRange fragment =
        fragments().stream()
            .filter(range -> range.offset() <= at && at < range.end())
            .findFirst()
            .orElseThrow();
    return Math.min(fragment.end(), at + BLOCK) - at;
  }
}
