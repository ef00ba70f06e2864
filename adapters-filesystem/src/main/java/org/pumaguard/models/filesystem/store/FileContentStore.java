package org.pumaguard.models.filesystem.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.Content;
import org.pumaguard.models.domain.port.ContentStore;
import org.pumaguard.models.domain.port.Inventory;
import org.pumaguard.models.domain.port.Partial;
import org.pumaguard.models.filesystem.disk.CacheLayout;
import org.pumaguard.models.filesystem.disk.DurableFiles;
import org.pumaguard.models.filesystem.disk.FileAttributes;
import org.pumaguard.models.filesystem.disk.FileContent;
import org.pumaguard.models.filesystem.disk.Folders;

/**
 * A cache directory. Content lies in blobs named by digest; a visible name is a hard link to a
 * blob, or a copy where the file system has no links.
 */
public final class FileContentStore implements ContentStore {

  private final CacheLayout layout;
  private final FragmentIndex index;
  private final BlockIndex blocks;
  private final UnpackedMarks marks;
  private final DamageNotes condemned;

  public FileContentStore(CacheLayout layout) {
    this.layout = layout;
    this.index = new FragmentIndex(layout);
    this.blocks = new BlockIndex(layout);
    this.marks = new UnpackedMarks(layout);
    this.condemned = new DamageNotes(layout);
  }

  @Override
  public Path path(ModelName name) {
    return layout.model(name);
  }

  @Override
  public Optional<Fingerprint> visible(ModelName name) throws IOException {
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
      if ("Not a directory".equals(e.getReason())) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public Optional<Fingerprint> stored(Sha256 content) throws IOException {
    return FileAttributes.fingerprint(layout.blob(content));
  }

  @Override
  public Content open(ModelName name) throws IOException {
    return FileContent.open(layout.model(name));
  }

  @Override
  public Content open(Sha256 content) throws IOException {
    return FileContent.open(layout.blob(content));
  }

  @Override
  public Optional<Content> leftover(FileName fragment) throws IOException {
    Path file = layout.directory().resolve(fragment.value());
    // Only a regular file: opening a pipe would wait for who writes to it.
    return FileAttributes.fingerprint(file).isPresent()
        ? Optional.of(FileContent.open(file))
        : Optional.empty();
  }

  @Override
  public Optional<Source> locate(Sha256 piece) throws IOException {
    return index.locate(piece);
  }

  @Override
  public Partial partial(Sha256 content) throws IOException {
    Folders.make(layout, layout.partials());
    return FilePartial.open(layout.partial(content), layout.journal(content));
  }

  @Override
  public Optional<Fingerprint> onItsWay(Sha256 content) throws IOException {
    return FileAttributes.fingerprint(layout.partial(content));
  }

  @Override
  public void discardPartial(Sha256 content) throws IOException {
    Folders.refuseLinks(layout, layout.partials());
    Files.deleteIfExists(layout.journal(content));
    Files.deleteIfExists(layout.partial(content));
  }

  @Override
  public void commit(Sha256 content, Partial partial, List<Partial.Piece> pieces)
      throws IOException {
    Path blob = layout.blob(content);
    Path folder = layout.blobs().resolve(content.hex().substring(0, 2));
    Path file = layout.partial(content);
    Folders.make(layout, folder);
    // A partial that another user began stays that user's; it is complete all the same.
    FileAttributes.tryMakeReadOnly(file);
    FileAttributes.backdate(file);
    partial.force();
    // Before there is such a blob it says nothing; after, a process that is killed may not say it.
    index.add(content, pieces);
    Files.move(file, blob, StandardCopyOption.ATOMIC_MOVE);
    Folders.force(folder);
    Files.deleteIfExists(layout.journal(content));
  }

  @Override
  public void index(Sha256 content, List<Partial.Piece> pieces) throws IOException {
    index.add(content, pieces);
  }

  @Override
  public Optional<Blocks> blocks(Sha256 content) throws IOException {
    return blocks.find(content);
  }

  @Override
  public void note(Sha256 content, Blocks known) throws IOException {
    blocks.add(content, known);
  }

  @Override
  public Shown adopt(ModelName name, Sha256 content, boolean storedIsRight) throws IOException {
    Path model = layout.model(name);
    Path blob = layout.blob(content);
    Folders.make(layout, layout.blobs().resolve(content.hex().substring(0, 2)));
    Optional<Fingerprint> before = FileAttributes.fingerprint(model);
    if (before.isEmpty()) {
      throw new FileSystemException(model.toString(), null, "it is no file");
    }
    Optional<Fingerprint> stored = FileAttributes.fingerprint(blob);
    List<Restamp> restamps = new ArrayList<>();
    // Another user's file, who could write into it, is nothing that others could rely on.
    if (FileAttributes.isReadOnly(model) || FileAttributes.tryMakeReadOnly(model)) {
      try {
        if (stored.isEmpty()) {
          Files.createLink(blob, model);
        } else if (stored.get().inode() != before.get().inode()) {
          new DuplicateMerger(layout).unite(model, blob, storedIsRight);
        }
      } catch (UnsupportedOperationException | FileSystemException e) {
        // Without links, and where the system forbids links to files of others, it stays alone.
      }
      restamps.addAll(restamps(before, FileAttributes.fingerprint(model)));
      restamps.addAll(restamps(stored, FileAttributes.fingerprint(blob)));
    }
    Fingerprint shown = FileAttributes.fingerprint(model).orElseThrow(() -> vanished(model));
    return new Shown(shown, restamps);
  }

  @Override
  public List<Restamp> keep(ModelName name, Sha256 content) throws IOException {
    Shown shown = adopt(name, content, false);
    if (stored(content).filter(blob -> blob.inode() == shown.file().inode()).isEmpty()) {
      Folders.make(layout, layout.staging());
      Path fresh = DurableFiles.fresh(layout.staging());
      try {
        copy(layout.model(name), fresh);
        Files.move(fresh, layout.blob(content), StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(fresh);
      }
      Folders.force(layout.blobs().resolve(content.hex().substring(0, 2)));
    }
    return shown.restamps();
  }

  @Override
  public Shown publish(ModelName name, Sha256 content, Optional<Sha256> former) throws IOException {
    Path model = layout.model(name);
    Optional<String> obstacle = obstacle(name);
    if (obstacle.isPresent()) {
      throw new FileSystemException(
          model.toString(), null, obstacle.get() + " is where the model has to be");
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
      linkOrCopy(blob, fresh);
      staged = FileAttributes.fingerprint(fresh);
      Files.move(fresh, model, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      // A rename onto another link of the same file does nothing (POSIX), and leaves this one.
      Files.deleteIfExists(fresh);
    }
    Folders.force(layout.directory());
    // Renaming changes the ctime, so that it is only known now; others may have been here by now.
    Optional<Fingerprint> shown = FileAttributes.fingerprint(model);
    if (shown.isEmpty() || !shown.map(Fingerprint::inode).equals(staged.map(Fingerprint::inode))) {
      throw new FileSystemException(
          model.toString(), null, "another process has put another file there");
    }
    List<Restamp> restamps = new ArrayList<>(restamps(before, FileAttributes.fingerprint(blob)));
    if (formerBlob.isPresent()) {
      restamps.addAll(restamps(formerBefore, FileAttributes.fingerprint(formerBlob.get())));
    }
    return new Shown(shown.get(), restamps);
  }

  @Override
  public Path setAside(ModelName name) throws IOException {
    return Folders.setAside(layout, layout.model(name));
  }

  @Override
  public List<Restamp> unpublish(ModelName name, Sha256 content) throws IOException {
    Path blob = layout.blob(content);
    Optional<Fingerprint> before = FileAttributes.fingerprint(blob);
    Files.deleteIfExists(layout.model(name));
    return restamps(before, FileAttributes.fingerprint(blob));
  }

  @Override
  public Set<Sha256> contents() throws IOException {
    Set<Sha256> contents = new TreeSet<>((a, b) -> a.hex().compareTo(b.hex()));
    for (Path folder : children(layout.blobs())) {
      for (Path blob : children(folder)) {
        digestOf(blob).ifPresent(contents::add);
      }
    }
    return contents;
  }

  @Override
  public Set<Sha256> partials() throws IOException {
    Set<Sha256> partials = new TreeSet<>((a, b) -> a.hex().compareTo(b.hex()));
    for (Path file : children(layout.partials())) {
      digestOf(file).ifPresent(partials::add);
    }
    return partials;
  }

  @Override
  public long discard(Sha256 content) throws IOException {
    Path blob = layout.blob(content);
    Folders.refuseLinks(layout, layout.blobs().resolve(content.hex().substring(0, 2)));
    long bytes = FileAttributes.fingerprint(blob).map(Fingerprint::size).orElse(0L);
    discard(blob);
    blocks.remove(content);
    return bytes;
  }

  @Override
  public Path stage() throws IOException {
    Folders.make(layout, layout.staging());
    return Files.createDirectory(DurableFiles.fresh(layout.staging()));
  }

  @Override
  public boolean hasDirectory(FileName directory) {
    return Files.isDirectory(layout.unpacked(directory), LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public boolean hasPublished(FileName directory) throws IOException {
    return marks.isUnchanged(directory);
  }

  @Override
  public Optional<ModelName> unpackedFrom(FileName directory) throws IOException {
    return marks.modelOf(directory);
  }

  @Override
  public void adoptDirectory(FileName directory, ModelName model) throws IOException {
    marks.note(directory, layout.unpacked(directory), model);
  }

  @Override
  public Optional<Path> publishDirectory(Path staged, FileName directory, ModelName model)
      throws IOException {
    Path target = layout.unpacked(directory);
    refuseWhatIsNoDirectory(target);
    Optional<Path> aside = setAsideUnlessOurs(directory);
    marks.note(directory, staged, model);
    Optional<Path> former = trashed(target);
    try {
      Files.move(staged, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      if (former.isPresent()) {
        Files.move(former.get(), target, StandardCopyOption.ATOMIC_MOVE);
      }
      throw e;
    }
    Folders.force(layout.directory());
    // It takes long to delete a large one; the name has had nothing but for a moment.
    if (former.isPresent()) {
      Folders.deleteTree(former.get());
    }
    return aside;
  }

  @Override
  public Optional<Path> discardDirectory(FileName directory) throws IOException {
    refuseWhatIsNoDirectory(layout.unpacked(directory));
    Optional<Path> aside = setAsideUnlessOurs(directory);
    discard(layout.unpacked(directory));
    marks.remove(directory);
    return aside;
  }

  /** Somebody has put something into it, or it is another one: that is not ours to delete. */
  private Optional<Path> setAsideUnlessOurs(FileName directory) throws IOException {
    return hasDirectory(directory) && !hasPublished(directory)
        ? Optional.of(Folders.setAside(layout, layout.unpacked(directory)))
        : Optional.empty();
  }

  @Override
  public void discardStaged(Path staged) throws IOException {
    Folders.deleteTree(staged);
  }

  @Override
  public void condemn(Path file, Fingerprint seen, Sha256 content) throws IOException {
    condemned.add(file, seen, content);
  }

  @Override
  public boolean isCondemned(Path file, Fingerprint seen, Sha256 content) {
    return condemned.contains(file, seen, content);
  }

  @Override
  public void acquit(Path file, Sha256 content) throws IOException {
    condemned.remove(file, content);
  }

  @Override
  public Inventory inventory() throws IOException {
    return new StoreWalk(layout).run();
  }

  @Override
  public void discard(Inventory.Leftover leftover) throws IOException {
    Path path = layout.directory().resolve(leftover.path());
    Folders.refuseLinks(layout, Objects.requireNonNull(path.getParent()));
    if (leftover.kind() == Inventory.Kind.TRASH) {
      Folders.deleteTree(path);
    } else {
      discard(path);
    }
  }

  @Override
  public void tidy() throws IOException {
    new IndexCleaner(layout).run();
  }

  /**
   * Renames into the trash first, so that nothing half deleted is ever in its place; unless the
   * disk is so full that it has no room for the new name.
   */
  private void discard(Path path) throws IOException {
    Optional<Path> trashed;
    try {
      trashed = trashed(path);
    } catch (FileSystemException e) {
      if (!DurableFiles.isFull(e)) {
        throw e;
      }
      trashed = Optional.of(path);
    }
    if (trashed.isPresent()) {
      Folders.deleteTree(trashed.get());
    }
  }

  /** Renames into the trash; says where it is now, if there was anything. */
  private Optional<Path> trashed(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    Folders.make(layout, layout.trash());
    Path trashed = DurableFiles.fresh(layout.trash());
    Files.move(path, trashed, StandardCopyOption.ATOMIC_MOVE);
    return Optional.of(trashed);
  }

  private static void refuseWhatIsNoDirectory(Path directory) throws IOException {
    if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS)
        && !Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileSystemException(
          directory.toString(), null, "a file is where a directory of the cache has to be");
    }
  }

  private static void linkOrCopy(Path blob, Path fresh) throws IOException {
    try {
      Files.createLink(fresh, blob);
    } catch (UnsupportedOperationException | FileSystemException e) {
      if (e instanceof NoSuchFileException missing) {
        throw missing;
      }
      copy(blob, fresh);
    }
  }

  /** A copy that is durable and read-only, before it has a name that counts. */
  private static void copy(Path file, Path fresh) throws IOException {
    Files.copy(file, fresh, LinkOption.NOFOLLOW_LINKS);
    FileAttributes.backdate(fresh);
    try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.READ)) {
      channel.force(true);
    }
    // The copy is ours: who refuses has no such rights, as FAT has none.
    FileAttributes.tryMakeReadOnly(fresh);
  }

  private static FileSystemException vanished(Path file) {
    return new FileSystemException(file.toString(), null, "it vanished");
  }

  /** How the look of one file has changed; of another one that took its place nothing is known. */
  private static List<Restamp> restamps(Optional<Fingerprint> before, Optional<Fingerprint> after) {
    return before.isPresent()
            && after.isPresent()
            && before.get().inode() == after.get().inode()
            && !before.equals(after)
        ? List.of(new Restamp(before.get(), after.get()))
        : List.of();
  }

  private static List<Path> children(Path folder) throws IOException {
    List<Path> children = new ArrayList<>();
    if (Files.isSymbolicLink(folder)) {
      return List.of();
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      entries.forEach(children::add);
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    }
    return children;
  }

  private static Optional<Sha256> digestOf(Path file) {
    try {
      return Optional.of(new Sha256(String.valueOf(file.getFileName())));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
