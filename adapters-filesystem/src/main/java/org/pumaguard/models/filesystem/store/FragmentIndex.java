package org.pumaguard.models.filesystem.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pumaguard.models.domain.model.BlobRange;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.FragmentRange;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.filesystem.disk.CacheLayout;
import org.pumaguard.models.filesystem.disk.DurableFiles;
import org.pumaguard.models.filesystem.disk.FileAttributes;
import org.pumaguard.models.filesystem.disk.Folders;
import org.pumaguard.models.filesystem.disk.GroupAccess;
import org.pumaguard.models.filesystem.disk.Moves;

/**
 * Maps a fragment to the blobs that contain it. Each fragment has one small file, found by its
 * digest, so the cost of a look-up does not depend on the size of the cache. A line names a blob,
 * an offset and a length. A stale line is detected on use, and costs only the reuse.
 */
final class FragmentIndex {

  private final CacheLayout layout;

  FragmentIndex(CacheLayout layout) {
    this.layout = layout;
  }

  Optional<BlobRange> locate(Sha256 fragment) throws IOException {
    Optional<Fingerprint> whole = FileAttributes.fingerprint(layout.blob(fragment));
    if (whole.isPresent()) {
      return Optional.of(new BlobRange(fragment, new ByteRange(0, whole.get().size())));
    }
    for (BlobRange source : read(fragment)) {
      if (exists(source)) {
        return Optional.of(source);
      }
    }
    return Optional.empty();
  }

  /** Records the fragments of a blob and their ranges; the blob need not exist yet. */
  void add(Sha256 content, List<FragmentRange> fragments) throws IOException {
    for (FragmentRange fragment : fragments) {
      if (!fragment.sha256().equals(content)) {
        add(fragment.sha256(), new BlobRange(content, fragment.range()));
      }
    }
  }

  private void add(Sha256 fragment, BlobRange source) throws IOException {
    StringBuilder text = new StringBuilder(line(source));
    List<BlobRange> known = read(fragment);
    if (known.contains(source)) {
      return;
    }
    for (BlobRange other : known) {
      if (!other.content().equals(source.content()) && exists(other)) {
        text.append(line(other));
      }
    }
    Path file = layout.fragmentIndexFile(fragment);
    Folders.make(layout, layout.staging());
    Folders.make(layout, layout.fragmentIndex().resolve(fragment.hex().substring(0, 2)));
    Path fresh = DurableFiles.fresh(layout.staging());
    Files.writeString(fresh, text, StandardCharsets.US_ASCII, StandardOpenOption.CREATE_NEW);
    GroupAccess.grant(layout, fresh);
    Moves.move(layout, fresh, file);
  }

  /** Whether none of the blobs that a fragment's file names contains the fragment. */
  boolean isStale(Sha256 fragment) throws IOException {
    for (BlobRange source : read(fragment)) {
      if (exists(source)) {
        return false;
      }
    }
    return true;
  }

  private boolean exists(BlobRange source) throws IOException {
    return FileAttributes.fingerprint(layout.blob(source.content()))
        .filter(blob -> blob.size() >= source.range().end())
        .isPresent();
  }

  private List<BlobRange> read(Sha256 fragment) throws IOException {
    List<BlobRange> sources = new ArrayList<>();
    try {
      byte[] bytes = Files.readAllBytes(layout.fragmentIndexFile(fragment));
      new String(bytes, StandardCharsets.ISO_8859_1)
          .lines()
          .forEach(
              text ->
                  RangeLine.parse(text)
                      .map(line -> new BlobRange(line.sha256(), line.range()))
                      .ifPresent(sources::add));
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    }
    return sources;
  }

  private static String line(BlobRange source) {
    return new RangeLine(source.content(), source.range()).toString();
  }
}
