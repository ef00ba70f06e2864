package org.pumaguard.models.domain.cache;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.util.Optional;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.model.Fragment;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.Content;
import org.pumaguard.models.domain.port.ContentStore;

/** Gets one piece into the partial from content that is stored already. */
final class PieceReuse {

  private final Assembly assembly;
  private final int index;
  private final Fragment piece;

  PieceReuse(Assembly assembly, int index, Fragment piece) {
    this.assembly = assembly;
    this.index = index;
    this.piece = piece;
  }

  /**
   * Copies the piece.
   *
   * @return where it lies in the partial, verified; empty when nothing stored has it
   * @throws IOException when the disk refuses
   */
  Optional<ByteRange> call() throws IOException {
    Optional<ContentStore.Source> source = assembly.store().locate(piece.sha256());
    if (source.isEmpty()) {
      return Optional.empty();
    }
    if (source.get().content().equals(assembly.model().publication().sha256())
        && piece.sha256().equals(source.get().content())) {
      // The whole is stored, and whoever asks for it again has found it damaged.
      return Optional.empty();
    }
    ByteRange from = source.get().range();
    if (piece.size().isPresent() && piece.size().getAsLong() != from.length()) {
      return Optional.empty();
    }
    try (Content content = assembly.store().open(source.get().content())) {
      Optional<ByteRange> copied = copyUntilNothingMoves(content, from);
      copied.ifPresent(range -> assembly.tally().reused(piece.name(), range.length()));
      return copied;
    } catch (NoSuchFileException | Content.Unreadable gone) {
      return Optional.empty();
    }
  }

  /**
   * Moves the piece from where it was verified before it was known that it belongs elsewhere.
   *
   * @return where it lies now; empty when others have written over it
   */
  Optional<ByteRange> move(ByteRange former) throws IOException {
    return copyUntilNothingMoves(assembly.partial(), former);
  }

  private Optional<ByteRange> copyUntilNothingMoves(Content content, ByteRange from)
      throws IOException {
    while (true) {
      try {
        return copy(content, from);
      } catch (Layout.Moved e) {
        assembly.cancellation().check();
      }
    }
  }

  /** What was written does not count unless its digest is right. */
  private Optional<ByteRange> copy(Content content, ByteRange from) throws IOException {
    assembly.layout().size(index, from.length());
    long base = assembly.layout().awaitOffset(index, assembly.cancellation());
    MessageDigest digest = Digests.sha256();
    long done = 0;
    while (done < from.length()) {
      assembly.cancellation().check();
      long count = Math.min(Arrival.COPY_BYTES, from.length() - done);
      ByteRange part = new ByteRange(from.offset() + done, count);
      ByteRange copied = new ByteRange(base + done, count);
      assembly
          .layout()
          .write(index, base, () -> assembly.partial().copy(copied.offset(), content, part));
      Digests.update(digest, assembly.partial(), copied, assembly.cancellation(), read -> {});
      done += count;
    }
    if (!Sha256.of(digest.digest()).equals(piece.sha256())) {
      return Optional.empty();
    }
    return Optional.of(new ByteRange(base, done));
  }
}
