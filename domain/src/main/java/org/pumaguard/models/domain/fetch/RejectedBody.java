package org.pumaguard.models.domain.fetch;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.pumaguard.models.domain.digest.BlobHasher;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.policy.ContentSniffer;
import org.pumaguard.models.domain.port.Fetcher;

/**
 * An answer that announces another length than the fragment has: none of it is kept, but it is
 * looked at, since that often explains it.
 */
final class RejectedBody {

  /** So much is read of what is not wanted, to tell its digest. */
  private static final int MOST_BYTES = 64 * 1024;

  private final Fetcher.Head head;
  private final long expected;
  private final long announced;
  private final ByteArrayOutputStream beginning = new ByteArrayOutputStream();

  RejectedBody(Fetcher.Head head, long expected) {
    this.head = head;
    this.expected = expected;
    this.announced = head.total().orElseThrow();
  }

  /** Reads more of it; returns whether more is needed. */
  boolean read(ByteBuffer bytes) {
    long enough = announced <= MOST_BYTES ? announced : ContentSniffer.ENOUGH;
    while (bytes.hasRemaining() && beginning.size() < enough) {
      beginning.write(bytes.get());
    }
    return beginning.size() < enough;
  }

  /** What is to be said of it. */
  LengthMismatch wrong() {
    byte[] bytes = beginning.toByteArray();
    return LengthMismatch.other(
            expected,
            announced,
            head.location(),
            bytes.length == announced ? Optional.of(digest(bytes)) : Optional.empty(),
            bytes.length == 0 && announced > 0
                ? Optional.empty()
                : ContentSniffer.of(bytes, announced))
        .untaken();
  }

  private static Sha256 digest(byte[] bytes) {
    BlobHasher digest = new BlobHasher(false);
    digest.update(ByteBuffer.wrap(bytes));
    return digest.sha256();
  }
}
