package org.pumaguard.models.filesystem.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.ContentStore;
import org.pumaguard.models.domain.port.Partial;
import org.pumaguard.models.filesystem.disk.CacheLayout;
import org.pumaguard.models.filesystem.disk.DurableFiles;
import org.pumaguard.models.filesystem.disk.FileAttributes;
import org.pumaguard.models.filesystem.disk.Folders;

/**
 * Says inside which blobs a piece lies: one small file for each piece, found by its digest, so that
 * a look-up costs the same however much is cached. A line names a blob, an offset and a length;
 * what is no longer true is found out when it is used, and costs nothing but the saving.
 */
final class FragmentIndex {

  private final CacheLayout layout;

  FragmentIndex(CacheLayout layout) {
    this.layout = layout;
  }

  Optional<ContentStore.Source> locate(Sha256 piece) throws IOException {
    Optional<Fingerprint> whole = FileAttributes.fingerprint(layout.blob(piece));
    if (whole.isPresent()) {
      return Optional.of(new ContentStore.Source(piece, new ByteRange(0, whole.get().size())));
    }
    for (ContentStore.Source source : read(piece)) {
      if (exists(source)) {
        return Optional.of(source);
      }
    }
    return Optional.empty();
  }

  /** Notes what lies where in a blob, which need not be there yet. */
  void add(Sha256 content, List<Partial.Piece> pieces) throws IOException {
    for (Partial.Piece piece : pieces) {
      if (!piece.sha256().equals(content)) {
        add(piece.sha256(), new ContentStore.Source(content, piece.range()));
      }
    }
  }

  private void add(Sha256 piece, ContentStore.Source source) throws IOException {
    StringBuilder text = new StringBuilder(line(source));
    List<ContentStore.Source> known = read(piece);
    if (known.contains(source)) {
      return;
    }
    for (ContentStore.Source other : known) {
      if (!other.content().equals(source.content()) && exists(other)) {
        text.append(line(other));
      }
    }
    Path file = layout.fragmentIndexFile(piece);
    Folders.make(layout, layout.staging());
    Folders.make(layout, layout.fragmentIndex().resolve(piece.hex().substring(0, 2)));
    Path fresh = DurableFiles.fresh(layout.staging());
    Files.writeString(fresh, text, StandardCharsets.US_ASCII, StandardOpenOption.CREATE_NEW);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Whether a piece lies in none of the blobs that its file names. */
  boolean isStale(Sha256 piece) throws IOException {
    for (ContentStore.Source source : read(piece)) {
      if (exists(source)) {
        return false;
      }
    }
    return true;
  }

  private boolean exists(ContentStore.Source source) throws IOException {
    return FileAttributes.fingerprint(layout.blob(source.content()))
        .filter(blob -> blob.size() >= source.range().end())
        .isPresent();
  }

  private List<ContentStore.Source> read(Sha256 piece) throws IOException {
    List<ContentStore.Source> sources = new ArrayList<>();
    try {
      byte[] bytes = Files.readAllBytes(layout.fragmentIndexFile(piece));
      new String(bytes, StandardCharsets.ISO_8859_1)
          .lines()
          .forEach(
              text ->
                  RangeLine.parse(text)
                      .map(line -> new ContentStore.Source(line.sha256(), line.range()))
                      .ifPresent(sources::add));
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    }
    return sources;
  }

  private static String line(ContentStore.Source source) {
    return new RangeLine(source.content(), source.range()).toString();
  }
}
