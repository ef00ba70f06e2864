package org.pumaguard.models.domain.fetch;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.pumaguard.models.domain.digest.BlobHasher;
import org.pumaguard.models.domain.model.Fragment;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.policy.ContentSniffer;
import org.pumaguard.models.domain.port.Fetcher;

/**
 * The body of a response that announces another length than the fragment has. Nothing of it is
 * stored; its beginning or digest often explains the mistake.
 */
final class RejectedBody {

  /** The maximum length of a body that is read in full, for its digest. */
  private static final int MAX_BYTES = 64 * 1024;

  private final Fetcher.Head head;
  private final long expected;
  private final long announced;
  private final ByteArrayOutputStream beginning = new ByteArrayOutputStream();

  private RejectedBody(Fetcher.Head head, long expected, long announced) {
    this.head = head;
    this.expected = expected;
    this.announced = announced;
  }

  /** The body that follows this head, if it announces another length than the registry. */
  static Optional<RejectedBody> find(Fragment fragment, Fetcher.Head head) {
    return fragment.size().isPresent()
            && head.total().isPresent()
            && !fragment.size().equals(head.total())
        ? Optional.of(new RejectedBody(head, fragment.size().getAsLong(), head.total().getAsLong()))
        : Optional.empty();
  }

  /** Reads more of the body; returns whether more is needed. */
  boolean read(ByteBuffer bytes) {
    long enough = announced <= MAX_BYTES ? announced : ContentSniffer.ENOUGH;
    while (bytes.hasRemaining() && beginning.size() < enough) {
      beginning.write(bytes.get());
    }
    return beginning.size() < enough;
  }

  /** The mismatch, with what is known of the body. */
  LengthMismatch mismatch() {
    byte[] bytes = beginning.toByteArray();
    return LengthMismatch.other(
            expected,
            announced,
            head.location(),
            bytes.length == announced ? Optional.of(digest(bytes)) : Optional.empty(),
            bytes.length == 0 && announced > 0
                ? Optional.empty()
                : ContentSniffer.of(bytes, announced))
        .notStored();
  }

  private static Sha256 digest(byte[] bytes) {
    BlobHasher digest = new BlobHasher(false);
    digest.update(ByteBuffer.wrap(bytes));
    return digest.sha256();
  }
}
