package org.pumaguard.models.filesystem.store;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.port.UnpackedDirectories;
import org.pumaguard.models.filesystem.disk.CacheLayout;
import org.pumaguard.models.filesystem.disk.DurableFiles;
import org.pumaguard.models.filesystem.disk.Folders;
import org.pumaguard.models.filesystem.disk.GroupAccess;
import org.pumaguard.models.filesystem.disk.Moves;

/** Publishes unpacked directories, and marks those that this cache published. */
final class FileUnpackedDirectories implements UnpackedDirectories {

  private final CacheLayout layout;
  private final UnpackedMarks marks;
  private final Trash trash;

  FileUnpackedDirectories(CacheLayout layout) {
    this.layout = layout;
    this.marks = new UnpackedMarks(layout);
    this.trash = new Trash(layout);
  }

  @Override
  public Path stage() throws IOException {
    Folders.make(layout, layout.staging());
    return Files.createDirectory(DurableFiles.fresh(layout.staging()));
  }

  @Override
  public void discardStaged(Path staged) throws IOException {
    Folders.deleteTree(staged);
  }

  @Override
  public boolean exists(FileName directory) {
    return Files.isDirectory(layout.unpacked(directory), LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public boolean isUnchanged(FileName directory) throws IOException {
    return marks.isUnchanged(directory);
  }

  @Override
  public Optional<ModelName> modelOf(FileName directory, Identity identity) throws IOException {
    return identity == Identity.INODE ? marks.modelOf(directory) : marks.modelOfCopy(directory);
  }

  @Override
  public void adopt(FileName directory, ModelName model) throws IOException {
    marks.note(directory, layout.unpacked(directory), model);
  }

  @Override
  public Optional<Path> publish(Path staged, FileName directory, ModelName model)
      throws IOException {
    Path target = layout.unpacked(directory);
    requireDirectory(target);
    Optional<Path> aside = setAsideUnlessOurs(directory);
    GroupAccess.grantTree(layout, staged);
    marks.note(directory, staged, model);
    Optional<Path> former = trash.rename(target);
    try {
      Moves.move(layout, staged, target);
    } catch (IOException e) {
      if (former.isPresent()) {
        Moves.move(layout, former.get(), target);
      }
      throw e;
    }
    Folders.force(layout.directory());
    if (!marks.isUnchanged(directory)) {
      // It is a copy, or the file system gives renamed directories another inode.
      marks.note(directory, target, model);
    }
    // Deleting a large directory is slow, so it happens after the new one has the name.
    if (former.isPresent()) {
      Folders.deleteTree(former.get());
    }
    return aside;
  }

  @Override
  public Optional<Path> discard(FileName directory) throws IOException {
    requireDirectory(layout.unpacked(directory));
    Optional<Path> aside = setAsideUnlessOurs(directory);
    trash.discard(layout.unpacked(directory));
    marks.remove(directory);
    return aside;
  }

  /**
   * Moves a directory aside, instead of deleting it, if it was changed or another program made it.
   */
  private Optional<Path> setAsideUnlessOurs(FileName directory) throws IOException {
    return exists(directory) && !isUnchanged(directory)
        ? Optional.of(Folders.setAside(layout, layout.unpacked(directory)))
        : Optional.empty();
  }

  private static void requireDirectory(Path directory) throws IOException {
    if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS)
        && !Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileSystemException(
          directory.toString(), null, "a file has the name of a directory of the cache");
    }
  }
}
