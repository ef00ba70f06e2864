package org.pumaguard.models.domain.cache;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.policy.Appearance;
import org.pumaguard.models.domain.port.Fetcher;

/**
 * An answer that announces another length than the piece has: none of it is kept, but it is looked
 * at, since that often explains it.
 */
final class Misfit {

  /** So much is read of what is not wanted, to tell its digest. */
  private static final int MOST_BYTES = 64 * 1024;

  private final Fetcher.Head head;
  private final long expected;
  private final long announced;
  private final ByteArrayOutputStream beginning = new ByteArrayOutputStream();

  Misfit(Fetcher.Head head, long expected) {
    this.head = head;
    this.expected = expected;
    this.announced = head.total().orElseThrow();
  }

  /**
   * More of it.
   *
   * @throws WrongLength when that is enough
   */
  void look(ByteBuffer bytes) throws WrongLength {
    long enough = announced <= MOST_BYTES ? announced : Appearance.ENOUGH;
    while (bytes.hasRemaining() && beginning.size() < enough) {
      beginning.write(bytes.get());
    }
    if (beginning.size() >= enough) {
      throw wrong();
    }
  }

  /** What is to be said of it. */
  WrongLength wrong() {
    byte[] bytes = beginning.toByteArray();
    return WrongLength.other(
            expected,
            announced,
            head.location(),
            bytes.length == announced ? Optional.of(digest(bytes)) : Optional.empty(),
            bytes.length == 0 && announced > 0 ? Optional.empty() : Appearance.of(bytes, announced))
        .untaken();
  }

  private static Sha256 digest(byte[] bytes) {
    ContentDigest digest = new ContentDigest(false);
    digest.update(ByteBuffer.wrap(bytes));
    return digest.sha256();
  }
}
