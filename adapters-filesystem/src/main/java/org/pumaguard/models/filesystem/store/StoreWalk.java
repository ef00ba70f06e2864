package org.pumaguard.models.filesystem.store;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.model.StoreContents;
import org.pumaguard.models.domain.model.StoreContents.Item;
import org.pumaguard.models.domain.model.StoreContents.Kind;
import org.pumaguard.models.domain.model.StoreContents.Leftover;
import org.pumaguard.models.filesystem.disk.CacheLayout;

/**
 * Walks a cache directory once. Each entry is examined once, no link is followed, and an entry that
 * vanishes during the walk is skipped. Not thread-safe; for a single use.
 */
final class StoreWalk {

  private static final long USUAL_BLOCK_BYTES = 4096;
  private static final String JOURNAL = ".journal";

  private final CacheLayout layout;
  private final Set<Object> counted = new HashSet<>();
  private final Map<Sha256, Item> contents = new HashMap<>();
  private final Map<ModelName, Item> visible = new HashMap<>();
  private final Map<FileName, Long> directories = new HashMap<>();
  private final Map<Sha256, Item> partials = new HashMap<>();
  private final List<Leftover> leftovers = new ArrayList<>();
  private long blockBytes = 1;
  private boolean hasNotes;
  private long diskBytes;

  StoreWalk(CacheLayout layout) {
    this.layout = layout;
  }

  StoreContents run() throws IOException {
    if (Files.isDirectory(layout.directory())) {
      blockBytes = blockBytes(layout.directory());
      directory();
    }
    return new StoreContents(
        contents, visible, directories, partials, leftovers, hasNotes, diskBytes);
  }

  /** Java finds no file store in a chroot whose root is not a mount point. */
  private static long blockBytes(Path directory) {
    try {
      return Math.max(1, Files.getFileStore(directory).getBlockSize());
    } catch (IOException e) {
      return USUAL_BLOCK_BYTES;
    }
  }

  private void directory() throws IOException {
    // Folders are recognised by path, so that the cache's own are not taken for foreign ones.
    count(Files.readAttributes(layout.directory(), BasicFileAttributes.class));
    Path own = Objects.requireNonNull(layout.root().getParent());
    for (Entry entry : children(layout.directory())) {
      if (entry.path().equals(own) && entry.isDirectory()) {
        count(entry.attributes());
        own(own);
      } else if (entry.path().equals(layout.visibleStaging()) && entry.isDirectory()) {
        count(entry.attributes());
        staged(entry.path());
      } else if (entry.isDirectory()) {
        long bytes = tree(entry);
        fileName(entry.name()).ifPresent(name -> directories.put(name, bytes));
      } else {
        count(entry.attributes());
        if (entry.attributes().isRegularFile()) {
          modelName(entry.name()).ifPresent(name -> visible.put(name, entry.item()));
        }
      }
    }
  }

  private void own(Path folder) throws IOException {
    for (Entry entry : children(folder)) {
      if (!entry.path().equals(layout.root()) || !entry.isDirectory()) {
        tree(entry);
        continue;
      }
      count(entry.attributes());
      List<Entry> sections = children(entry.path());
      // Blobs are counted first, since a staged file may be another link to a blob.
      for (Entry section : sections) {
        if (section.isDirectory() && section.path().equals(layout.blobs())) {
          count(section.attributes());
          blobs();
        }
      }
      for (Entry section : sections) {
        section(section);
      }
    }
  }

  private void section(Entry section) throws IOException {
    Path path = section.path();
    if (!section.isDirectory()) {
      count(section.attributes());
    } else if (path.equals(layout.partials())) {
      count(section.attributes());
      partials();
    } else if (path.equals(layout.staging())) {
      count(section.attributes());
      staged(path);
    } else if (path.equals(layout.trash())) {
      loose(section, Kind.TRASH);
    } else if (path.equals(layout.aside())) {
      loose(section, Kind.ASIDE);
    } else if (!path.equals(layout.blobs())) {
      boolean isNotes =
          path.equals(layout.fragmentIndex())
              || path.equals(layout.blockIndex())
              || path.equals(layout.unpackedMarks())
              || path.equals(layout.condemned());
      boolean hasBytes = tree(section) > 0;
      hasNotes = hasNotes || (isNotes && hasBytes);
    }
  }

  private void blobs() throws IOException {
    for (Entry folder : children(layout.blobs())) {
      count(folder.attributes());
      if (folder.isDirectory()) {
        for (Entry blob : children(folder.path())) {
          tree(blob);
          Optional<Sha256> digest = digest(blob.name());
          if (digest.isPresent()
              && blob.attributes().isRegularFile()
              && layout.blob(digest.get()).equals(blob.path())) {
            contents.put(digest.get(), blob.item());
          }
        }
      }
    }
  }

  private void partials() throws IOException {
    Map<Sha256, Entry> files = new HashMap<>();
    Map<Sha256, Entry> journals = new HashMap<>();
    for (Entry entry : children(layout.partials())) {
      boolean isJournal = entry.name().endsWith(JOURNAL);
      Optional<Sha256> digest = digest(entry.name().replace(JOURNAL, ""));
      if (digest.isPresent() && entry.attributes().isRegularFile()) {
        (isJournal ? journals : files).put(digest.get(), entry);
      } else {
        tree(entry);
      }
    }
    for (Map.Entry<Sha256, Entry> file : files.entrySet()) {
      Optional<Entry> journal = Optional.ofNullable(journals.remove(file.getKey()));
      BasicFileAttributes attributes = file.getValue().attributes();
      long bytes =
          journal.isPresent()
              ? JournalReader.bytes(journal.get().path(), attributes.size())
              : attributes.size();
      Instant worked = attributes.lastModifiedTime().toInstant();
      if (journal.isPresent()) {
        count(journal.get().attributes());
        Instant noted = journal.get().attributes().lastModifiedTime().toInstant();
        worked = noted.isAfter(worked) ? noted : worked;
      }
      diskBytes += blocks(bytes);
      partials.put(file.getKey(), new Item(bytes, worked, file.getValue().identity()));
    }
    for (Entry journal : journals.values()) {
      count(journal.attributes());
      add(Kind.JOURNAL, journal, journal.attributes().size());
    }
  }

  private void staged(Path folder) throws IOException {
    Set<Object> stored = new HashSet<>();
    contents.values().forEach(item -> stored.add(item.identity()));
    for (Entry entry : children(folder)) {
      boolean isSecondName = stored.contains(entry.identity());
      long bytes = tree(entry);
      boolean isNobodys = isSecondName || entry.isDirectory();
      add(isNobodys ? Kind.STAGED : Kind.STAGED_FILE, entry, isSecondName ? 0 : bytes);
    }
  }

  private void loose(Entry folder, Kind kind) throws IOException {
    count(folder.attributes());
    for (Entry entry : children(folder.path())) {
      add(kind, entry, tree(entry));
    }
  }

  private void add(Kind kind, Entry entry, long bytes) {
    leftovers.add(
        new Leftover(
            kind,
            layout.directory().relativize(entry.path()),
            new Item(bytes, entry.item().lastModified(), entry.identity())));
  }

  /** Counts a file, or a folder and its contents; returns the bytes of the files. */
  private long tree(Entry entry) throws IOException {
    count(entry.attributes());
    if (!entry.isDirectory()) {
      return entry.attributes().isRegularFile() ? entry.attributes().size() : 0;
    }
    long bytes = 0;
    for (Entry child : childrenIfAllowed(entry.path())) {
      bytes += tree(child);
    }
    return bytes;
  }

  private void count(BasicFileAttributes attributes) {
    Object key = attributes.fileKey();
    if (key != null && !counted.add(key)) {
      return;
    }
    // If folders and links have no blocks of their own, they are smaller than a block.
    long size = attributes.size();
    diskBytes += attributes.isRegularFile() ? blocks(size) : size / blockBytes * blockBytes;
  }

  private long blocks(long bytes) {
    return (bytes + blockBytes - 1) / blockBytes * blockBytes;
  }

  /** A folder that another user created may be unreadable. */
  private static List<Entry> childrenIfAllowed(Path folder) throws IOException {
    try {
      return children(folder);
    } catch (AccessDeniedException e) {
      return List.of();
    }
  }

  private static List<Entry> children(Path folder) throws IOException {
    List<Entry> children = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
      for (Path path : stream) {
        try {
          children.add(
              new Entry(
                  path,
                  Files.readAttributes(
                      path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)));
        } catch (NoSuchFileException e) {
          // The entry vanished during the walk.
        }
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return children;
  }

  private static Optional<FileName> fileName(String name) {
    try {
      return Optional.of(FileName.parse(name));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<ModelName> modelName(String name) {
    if (name.startsWith(".")) {
      return Optional.empty();
    }
    try {
      return Optional.of(ModelName.parse(name));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<Sha256> digest(String name) {
    try {
      return Optional.of(new Sha256(name));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** An entry of a folder, with its attributes at the time of the walk. */
  private record Entry(Path path, BasicFileAttributes attributes) {

    String name() {
      return String.valueOf(path.getFileName());
    }

    boolean isDirectory() {
      return attributes.isDirectory();
    }

    Object identity() {
      return Objects.requireNonNullElse(attributes.fileKey(), path);
    }

    Item item() {
      return new Item(attributes.size(), attributes.lastModifiedTime().toInstant(), identity());
    }
  }
}
