package org.pumaguard.models.domain.fake.store;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.port.UnpackedDirectories;

/** The unpacked directories of an {@link InMemoryStore}. */
final class InMemoryDirectories implements UnpackedDirectories {

  private final InMemoryStore store;
  private final InMemoryDisk disk;

  InMemoryDirectories(InMemoryStore store) {
    this.store = store;
    this.disk = store.disk;
  }

  @Override
  public Path stage() throws IOException {
    Path staged = store.temporary("staging");
    disk.makeDirectory(staged);
    return staged;
  }

  @Override
  public void discardStaged(Path staged) throws IOException {
    disk.deleteTree(staged);
  }

  @Override
  public boolean exists(FileName directory) {
    return disk.isDirectory(path(directory));
  }

  @Override
  public boolean isUnchanged(FileName directory) {
    return mark(directory)
        .filter(mark -> identity(path(directory)).filter(mark.looks()::contains).isPresent())
        .isPresent();
  }

  @Override
  public Optional<ModelName> modelOf(FileName directory, Identity identity) {
    if (identity == Identity.INODE_OR_TIMES) {
      return exists(directory) ? mark(directory).map(Mark::model) : Optional.empty();
    }
    Optional<Look> look = identity(path(directory));
    return mark(directory)
        .filter(
            mark ->
                mark.looks().stream()
                    .anyMatch(
                        known -> look.filter(now -> now.inode() == known.inode()).isPresent()))
        .map(Mark::model);
  }

  @Override
  public void adopt(FileName directory, ModelName model) throws IOException {
    note(directory, path(directory), model);
  }

  @Override
  public Optional<Path> publish(Path staged, FileName directory, ModelName model)
      throws IOException {
    requireDirectory(directory);
    Optional<Path> aside = setAsideUnlessOurs(directory);
    note(directory, staged, model);
    Path former = store.temporary("trash");
    boolean isReplaced = exists(directory);
    if (isReplaced) {
      disk.move(path(directory), former);
    }
    disk.move(staged, path(directory));
    disk.forceNames(store.directory);
    if (isReplaced) {
      disk.deleteTree(former);
    }
    return aside;
  }

  @Override
  public Optional<Path> discard(FileName directory) throws IOException {
    requireDirectory(directory);
    Optional<Path> aside = setAsideUnlessOurs(directory);
    store.discard(path(directory));
    store.marks.remove(directory);
    return aside;
  }

  private Path path(FileName directory) {
    return store.directory.resolve(directory.value());
  }

  private Optional<Mark> mark(FileName directory) {
    return Optional.ofNullable(store.marks.get(directory));
  }

  /** Until the staged directory has the name, the present one is ours too. */
  private void note(FileName directory, Path staged, ModelName model) throws IOException {
    disk.faults().step(store.section("unpacked"));
    Set<Look> looks = new HashSet<>();
    identity(staged).ifPresent(looks::add);
    identity(path(directory)).ifPresent(looks::add);
    store.marks.put(directory, new Mark(model, Set.copyOf(looks)));
  }

  private Optional<Look> identity(Path directory) {
    return disk.find(directory)
        .filter(entry -> entry.isDirectory)
        .map(entry -> new Look(entry.inode, entry.mtime));
  }

  private Optional<Path> setAsideUnlessOurs(FileName directory) throws IOException {
    return exists(directory) && !isUnchanged(directory)
        ? Optional.of(store.setAside(path(directory)))
        : Optional.empty();
  }

  private void requireDirectory(FileName directory) throws IOException {
    if (disk.exists(path(directory)) && !exists(directory)) {
      throw new FileSystemException(
          path(directory).toString(), null, "a file has the name of a directory of the cache");
    }
  }

  /** A directory as it looked when it was published. */
  record Look(long inode, long mtime) {}

  /**
   * A published directory.
   *
   * @param model the model that it was unpacked from
   */
  record Mark(ModelName model, Set<Look> looks) {}
}
