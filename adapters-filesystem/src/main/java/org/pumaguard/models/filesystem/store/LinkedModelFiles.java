package org.pumaguard.models.filesystem.store;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.FingerprintChange;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.Content;
import org.pumaguard.models.domain.port.ModelFiles;
import org.pumaguard.models.filesystem.disk.CacheLayout;
import org.pumaguard.models.filesystem.disk.DurableFiles;
import org.pumaguard.models.filesystem.disk.FileAttributes;
import org.pumaguard.models.filesystem.disk.FileContent;
import org.pumaguard.models.filesystem.disk.Folders;
import org.pumaguard.models.filesystem.disk.Moves;

/** Visible files as hard links to blobs, or as copies if the file system has no hard links. */
final class LinkedModelFiles implements ModelFiles {

  private final CacheLayout layout;

  LinkedModelFiles(CacheLayout layout) {
    this.layout = layout;
  }

  @Override
  public Path path(ModelName name) {
    return layout.model(name);
  }

  @Override
  public Optional<Fingerprint> find(ModelName name) throws IOException {
    return FileAttributes.fingerprint(layout.model(name));
  }

  @Override
  public Optional<String> obstacle(ModelName name) throws IOException {
    try {
      BasicFileAttributes there =
          Files.readAttributes(
              layout.model(name), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (there.isRegularFile()) {
        return Optional.empty();
      }
      return Optional.of(
          there.isDirectory()
              ? "a directory"
              : there.isSymbolicLink() ? "a symbolic link" : "a pipe, a socket or a device");
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (FileSystemException e) {
      if (FileAttributes.isBelowFile(e)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public Content open(ModelName name) throws IOException {
    return FileContent.open(layout.model(name));
  }

  @Override
  public VisibleFile adopt(ModelName name, Sha256 content, boolean isStoredVerified)
      throws IOException {
    Path model = layout.model(name);
    Path blob = layout.blob(content);
    Folders.make(layout, layout.blobFolder(content));
    Optional<Fingerprint> before = FileAttributes.fingerprint(model);
    if (before.isEmpty()) {
      throw new FileSystemException(model.toString(), null, "not a regular file");
    }
    Optional<Fingerprint> stored = FileAttributes.fingerprint(blob);
    List<FingerprintChange> changes = new ArrayList<>();
    // A file that another user can write must not become a blob.
    if (FileAttributes.isReadOnly(model) || FileAttributes.tryMakeReadOnly(model)) {
      try {
        if (stored.isEmpty()) {
          Files.createLink(blob, model);
        } else if (stored.get().inode() != before.get().inode()) {
          new DuplicateMerger(layout).unite(model, blob, isStoredVerified);
        }
      } catch (UnsupportedOperationException | FileSystemException e) {
        // No hard links here, or none to files of other users: the file stays separate.
      }
      changes.addAll(StoredFiles.changes(before, FileAttributes.fingerprint(model)));
      changes.addAll(StoredFiles.changes(stored, FileAttributes.fingerprint(blob)));
    }
    Fingerprint shown =
        FileAttributes.fingerprint(model).orElseThrow(() -> StoredFiles.vanished(model));
    return new VisibleFile(shown, changes);
  }

  @Override
  public VisibleFile publish(ModelName name, Sha256 content, Optional<Sha256> former)
      throws IOException {
    Path model = layout.model(name);
    Optional<String> obstacle = obstacle(name);
    if (obstacle.isPresent()) {
      throw new FileSystemException(
          model.toString(), null, obstacle.get() + " has the name of the model");
    }
    Folders.make(layout, layout.staging());
    Path blob = layout.blob(content);
    Optional<Path> formerBlob = former.filter(digest -> !digest.equals(content)).map(layout::blob);
    Optional<Fingerprint> before = FileAttributes.fingerprint(blob);
    Optional<Fingerprint> formerBefore =
        formerBlob.isPresent() ? FileAttributes.fingerprint(formerBlob.get()) : Optional.empty();
    Path fresh = DurableFiles.fresh(layout.staging());
    Optional<Fingerprint> staged;
    try {
      StoredFiles.linkOrCopy(layout, blob, fresh);
      staged = FileAttributes.fingerprint(fresh);
      Moves.move(layout, fresh, model);
    } finally {
      // POSIX: renaming onto another link to the same file does nothing and keeps the old name.
      Files.deleteIfExists(fresh);
    }
    Folders.force(layout.directory());
    // The rename changes the ctime, and another process may have renamed since.
    Optional<Fingerprint> shown = published(model, blob, staged);
    if (shown.isEmpty()) {
      throw new Overtaken(model);
    }
    List<FingerprintChange> changes =
        new ArrayList<>(StoredFiles.changes(before, FileAttributes.fingerprint(blob)));
    if (formerBlob.isPresent()) {
      changes.addAll(
          StoredFiles.changes(formerBefore, FileAttributes.fingerprint(formerBlob.get())));
    }
    return new VisibleFile(shown.get(), changes);
  }

  /**
   * The fingerprint of the file at a name, if that is the one that was staged. On some FUSE file
   * systems a rename gives a file another inode, and a copy to another file system is another file:
   * then the bytes decide. A file that is replaced after that has another fingerprint.
   */
  private static Optional<Fingerprint> published(
      Path model, Path blob, Optional<Fingerprint> staged) throws IOException {
    Optional<Fingerprint> shown = FileAttributes.fingerprint(model);
    if (shown.map(Fingerprint::inode).equals(staged.map(Fingerprint::inode))) {
      return shown;
    }
    return shown.isPresent() && StoredFiles.haveSameBytes(model, blob) ? shown : Optional.empty();
  }

  @Override
  public Path setAside(ModelName name) throws IOException {
    return Folders.setAside(layout, layout.model(name));
  }

  @Override
  public List<FingerprintChange> unpublish(ModelName name, Sha256 content) throws IOException {
    Path blob = layout.blob(content);
    Optional<Fingerprint> before = FileAttributes.fingerprint(blob);
    Files.deleteIfExists(layout.model(name));
    return StoredFiles.changes(before, FileAttributes.fingerprint(blob));
  }
}
