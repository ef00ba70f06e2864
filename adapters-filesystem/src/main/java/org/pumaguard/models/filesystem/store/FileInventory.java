package org.pumaguard.models.filesystem.store;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.StoreContents;
import org.pumaguard.models.domain.port.Content;
import org.pumaguard.models.domain.port.Inventory;
import org.pumaguard.models.filesystem.disk.CacheLayout;
import org.pumaguard.models.filesystem.disk.FileAttributes;
import org.pumaguard.models.filesystem.disk.FileContent;
import org.pumaguard.models.filesystem.disk.Folders;

/** Lists the contents of the whole cache directory. */
final class FileInventory implements Inventory {

  private final CacheLayout layout;

  FileInventory(CacheLayout layout) {
    this.layout = layout;
  }

  @Override
  public StoreContents read() throws IOException {
    return new StoreWalk(layout).run();
  }

  @Override
  public Set<String> names() throws IOException {
    Set<String> names = new HashSet<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(layout.directory())) {
      entries.forEach(entry -> names.add(String.valueOf(entry.getFileName())));
    } catch (NoSuchFileException | NotDirectoryException e) {
      return Set.of();
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return names;
  }

  @Override
  public Optional<Content> openLeftover(FileName fragment) throws IOException {
    Path file = layout.directory().resolve(fragment.value());
    // Only a regular file is opened: opening a pipe would block until a writer opens it.
    return FileAttributes.fingerprint(file).isPresent()
        ? Optional.of(FileContent.open(file))
        : Optional.empty();
  }

  @Override
  public void discard(StoreContents.Leftover leftover) throws IOException {
    Path path = layout.directory().resolve(leftover.path());
    Folders.refuseLinks(layout, Objects.requireNonNull(path.getParent()));
    if (leftover.kind() == StoreContents.Kind.TRASH) {
      Folders.deleteTree(path);
    } else {
      new Trash(layout).discard(path);
    }
  }

  @Override
  public void tidy() throws IOException {
    new IndexCleaner(layout).run();
  }
}
