package org.pumaguard.models.domain.fake.store;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.model.StoreContents;
import org.pumaguard.models.domain.model.StoreContents.Item;
import org.pumaguard.models.domain.model.StoreContents.Kind;
import org.pumaguard.models.domain.model.StoreContents.Leftover;
import org.pumaguard.models.domain.port.Content;
import org.pumaguard.models.domain.port.Inventory;

/** Everything in the directory of an {@link InMemoryStore}. */
final class InMemoryInventory implements Inventory {

  private static final long BLOCK_BYTES = 4096;

  private final InMemoryStore store;
  private final InMemoryDisk disk;

  InMemoryInventory(InMemoryStore store) {
    this.store = store;
    this.disk = store.disk;
  }

  @Override
  public StoreContents read() throws IOException {
    synchronized (disk) {
      Map<Sha256, Item> contents = new HashMap<>();
      for (Sha256 content : store.digests("blobs")) {
        contents.put(content, item(store.blob(content)));
      }
      Map<ModelName, Item> visible = new HashMap<>();
      Map<FileName, Long> directories = new HashMap<>();
      for (Path path : disk.children(store.directory)) {
        String name = String.valueOf(path.getFileName());
        if (name.startsWith(".")) {
          continue;
        }
        if (disk.isDirectory(path)) {
          directories.put(FileName.parse(name), bytes(path));
        } else {
          visible.put(ModelName.parse(name), item(path));
        }
      }
      Map<Sha256, Item> partials = partials();
      return new StoreContents(
          contents,
          visible,
          directories,
          partials,
          leftovers(contents),
          notes() > 0,
          diskBytes(partials));
    }
  }

  @Override
  public Set<String> names() throws IOException {
    synchronized (disk) {
      Set<String> names = new HashSet<>();
      for (Path path : disk.children(store.directory)) {
        names.add(String.valueOf(path.getFileName()));
      }
      return names;
    }
  }

  @Override
  public Optional<Content> openLeftover(FileName fragment) throws IOException {
    Path path = store.directory.resolve(fragment.value());
    return disk.fingerprint(path).isPresent() ? Optional.of(disk.open(path)) : Optional.empty();
  }

  @Override
  public void discard(Leftover leftover) throws IOException {
    if (leftover.kind() == Kind.JOURNAL) {
      store.dropJournal(new Sha256(String.valueOf(leftover.path().getFileName())));
    } else if (leftover.kind() == Kind.TRASH) {
      disk.deleteTree(store.directory.resolve(leftover.path()));
    } else {
      store.discard(store.directory.resolve(leftover.path()));
    }
  }

  @Override
  public void tidy() throws IOException {
    disk.faults().step(store.directory);
    new InMemoryIndex(store).tidy();
    store.marks.keySet().removeIf(name -> !disk.isDirectory(store.directory.resolve(name.value())));
    store.damaged.tidy();
  }

  private int notes() {
    return store.fragments.size() + store.blocks.size() + store.marks.size() + store.damaged.size();
  }

  private Map<Sha256, Item> partials() throws IOException {
    Map<Sha256, Item> partials = new HashMap<>();
    for (Sha256 content : store.digests("partials")) {
      Item file = item(store.partial(content));
      Optional<List<JournalLine>> journal = Optional.ofNullable(store.journals.get(content));
      long bytes = journal.map(lines -> covered(lines, file.bytes())).orElse(file.bytes());
      partials.put(content, new Item(bytes, file.lastModified(), file.identity()));
    }
    return partials;
  }

  /** How many bytes of a file the lines of its journal name. */
  private static long covered(List<JournalLine> lines, long size) {
    List<ByteRange> ranges = new ArrayList<>(lines.stream().map(JournalLine::range).toList());
    ranges.sort(Comparator.comparingLong(ByteRange::offset));
    long bytes = 0;
    long end = 0;
    for (ByteRange range : ranges) {
      long to = Math.min(size, range.end());
      bytes += Math.max(0, to - Math.max(end, range.offset()));
      end = Math.max(end, to);
    }
    return bytes;
  }

  private List<Leftover> leftovers(Map<Sha256, Item> contents) throws IOException {
    Set<Object> stored = new HashSet<>();
    contents.values().forEach(item -> stored.add(item.identity()));
    List<Leftover> leftovers = new ArrayList<>();
    for (Path staged : disk.children(store.section("staging"))) {
      Item item = item(staged);
      boolean isSecondName = stored.contains(item.identity());
      Kind kind = isSecondName || disk.isDirectory(staged) ? Kind.STAGED : Kind.STAGED_FILE;
      add(leftovers, kind, staged, isSecondName ? 0 : bytes(staged));
    }
    for (Path trashed : disk.children(store.section("trash"))) {
      add(leftovers, Kind.TRASH, trashed, bytes(trashed));
    }
    for (Path aside : disk.children(store.section("aside"))) {
      add(leftovers, Kind.ASIDE, aside, bytes(aside));
    }
    for (Sha256 content : store.journals.keySet()) {
      Path partial = store.partial(content);
      if (!disk.exists(partial)) {
        leftovers.add(
            new Leftover(
                Kind.JOURNAL,
                store.directory.relativize(partial),
                new Item(1, Instant.EPOCH, content)));
      }
    }
    return leftovers;
  }

  private void add(List<Leftover> leftovers, Kind kind, Path path, long bytes) throws IOException {
    Item item = item(path);
    leftovers.add(
        new Leftover(
            kind,
            store.directory.relativize(path),
            new Item(bytes, item.lastModified(), item.identity())));
  }

  private Item item(Path path) throws IOException {
    DiskEntry entry = disk.find(path).orElseThrow(() -> new IOException(path + " vanished"));
    Instant changed =
        Instant.ofEpochSecond(entry.mtime / 1_000_000_000L, entry.mtime % 1_000_000_000L);
    return new Item(entry.size(), changed, entry.inode);
  }

  /** The bytes of the files in a directory, or of a file. */
  private long bytes(Path root) {
    return disk.tree(root).stream()
        .flatMap(path -> disk.find(path).stream())
        .mapToLong(DiskEntry::size)
        .sum();
  }

  private long diskBytes(Map<Sha256, Item> partials) {
    Set<DiskEntry> entries = new HashSet<>();
    disk.tree(store.directory).forEach(path -> disk.find(path).ifPresent(entries::add));
    store
        .digests("partials")
        .forEach(content -> disk.find(store.partial(content)).ifPresent(entries::remove));
    long bytes = BLOCK_BYTES * notes();
    for (DiskEntry entry : entries) {
      bytes += entry.isDirectory ? BLOCK_BYTES : blocks(entry.size());
    }
    return bytes + partials.values().stream().mapToLong(item -> blocks(item.bytes())).sum();
  }

  private static long blocks(long bytes) {
    return (bytes + BLOCK_BYTES - 1) / BLOCK_BYTES * BLOCK_BYTES;
  }
}
