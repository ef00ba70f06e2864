package org.pumaguard.models.domain.port.store;

import java.io.IOException;

/**
 * The power of the machine whose disk holds a store. It shows what was forced to disk: after a cut
 * the store has what survives. A disk may have written a name before the bytes of its file, or
 * after them, so a contract tries both.
 */
public interface PowerSupply {

  /** Fails each change of the disk after this many more, as if the power were cut then. */
  void cutAfter(long changes);

  /**
   * Cuts the power and restores it. Bytes that were not forced are lost and read as zeros.
   *
   * @param keepsNames whether names survive that were created, changed or deleted and not forced
   */
  void cycle(boolean keepsNames) throws IOException;

  /** Fails the next force of a file, which loses the bytes that it should write. */
  void failNextForce();
}
