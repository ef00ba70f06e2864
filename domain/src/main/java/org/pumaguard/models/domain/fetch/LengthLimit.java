package org.pumaguard.models.domain.fetch;

import java.io.IOException;
import java.util.OptionalLong;
import org.pumaguard.models.domain.model.Model;

/**
 * How long a fragment may become whose length nobody has said: no longer than the model, where that
 * is declared, else than the disk has room for. A source that never ends would fill it.
 */
final class LengthLimit {

  /** So often the disk is looked at again: others write as well. */
  private static final long LOOK_BYTES = 16 << 20;

  private final DownloadContext assembly;
  private final OptionalLong declared;
  private long most = IncomingFragment.MAX_UNKNOWN_BYTES;
  private long lookAgainAt;

  LengthLimit(DownloadContext assembly) {
    this.assembly = assembly;
    this.declared = declared(assembly.model());
  }

  private static OptionalLong declared(Model model) {
    // Compressed, it may be longer than what comes of it.
    return model.publication().compression().isPresent() ? OptionalLong.empty() : model.size();
  }

  /** An answer begins. */
  void begin() {
    most = declared.orElse(IncomingFragment.MAX_UNKNOWN_BYTES);
    lookAgainAt = 0;
  }

  /**
   * Looks whether more may be written.
   *
   * @param base where the fragment begins in the partial
   * @param end the first byte of the fragment that need not be written yet
   * @throws LengthMismatch when that is too much
   */
  void check(long base, long end) throws IOException {
    if (declared.isEmpty() && end > lookAgainAt) {
      most = Math.min(most, roomFor(base, lookAgainAt));
      lookAgainAt = end + LOOK_BYTES;
    }
    check(end);
  }

  /**
   * Looks whether the fragment may be so long as is announced.
   *
   * @throws LengthMismatch when that is too much
   */
  void check(long end) throws LengthMismatch {
    if (end > most) {
      throw LengthMismatch.more(
          "at most "
              + most
              + " bytes, which is "
              + (declared.isPresent() ? "the size of the model" : "what its disk has room for"));
    }
  }

  /** What was written there in vain can be written over. */
  private long roomFor(long base, long from) throws IOException {
    long there = Math.max(from, assembly.partial().size() - base);
    return there + assembly.room().forUnknown();
  }
}
