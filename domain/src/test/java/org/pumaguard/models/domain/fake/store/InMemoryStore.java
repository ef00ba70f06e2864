package org.pumaguard.models.domain.fake.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.pumaguard.models.domain.model.BlobRange;
import org.pumaguard.models.domain.model.BlockList;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.FingerprintChange;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.ContentStore;
import org.pumaguard.models.domain.port.DamagedFiles;

/**
 * A store on an {@link InMemoryDisk}. What it knows beside its files (indexes, journals, marks)
 * outlives a killed process, since the six parts of all its {@link #parts} share it. Safe for use
 * by many threads.
 */
public final class InMemoryStore {

  final InMemoryDisk disk;
  final Path directory;
  final Map<Sha256, List<BlobRange>> fragments = new ConcurrentHashMap<>();
  final Map<Sha256, BlockList> blocks = new ConcurrentHashMap<>();
  final Map<Sha256, List<JournalLine>> journals = new ConcurrentHashMap<>();
  private final Map<Sha256, Integer> forcedLines = new ConcurrentHashMap<>();
  final Map<FileName, InMemoryDirectories.Mark> marks = new ConcurrentHashMap<>();
  final InMemoryDamagedFiles damaged = new InMemoryDamagedFiles(this);
  private final AtomicLong lastTemporary = new AtomicLong();

  /** A store in a directory of a disk, which is created when something is written. */
  public InMemoryStore(InMemoryDisk disk, Path directory) {
    this.disk = disk;
    this.directory = directory;
  }

  /** The parts of this store. */
  public ContentStore parts() {
    InMemoryModelFiles models = new InMemoryModelFiles(this);
    return new ContentStore(
        new InMemoryBlobs(this, models),
        new InMemoryIndex(this),
        new InMemoryPartials(this),
        models,
        new InMemoryDirectories(this),
        new InMemoryInventory(this));
  }

  /** The damaged files of base directories that this store remembers. */
  public DamagedFiles damaged() {
    return damaged;
  }

  /** The directory. */
  public Path directory() {
    return directory;
  }

  /** The path of stored content. */
  public Path blob(Sha256 content) {
    return section("blobs").resolve(content.hex());
  }

  /** The path of an unfinished download. */
  public Path partial(Sha256 content) {
    return section("partials").resolve(content.hex());
  }

  /** The path of a visible model. */
  public Path model(ModelName name) {
    return directory.resolve(name.value());
  }

  /** Forgets what was not forced, and journal lines that are valid until the machine restarts. */
  public void losePower() {
    losePower(false);
  }

  /**
   * As {@link #losePower()}.
   *
   * @param keepsNames whether names survive that were not forced
   */
  public void losePower(boolean keepsNames) {
    disk.losePower(keepsNames);
    journals.forEach(
        (content, lines) -> {
          lines.subList(forcedLines.getOrDefault(content, 0), lines.size()).clear();
          lines.removeIf(JournalLine::isUntilRestart);
        });
  }

  /** Forgets where fragments and blocks are. */
  public void loseIndexes() {
    fragments.clear();
    blocks.clear();
  }

  Path section(String name) {
    return directory.resolve(".store").resolve(name);
  }

  Path temporary(String section) {
    return section(section).resolve("t" + lastTemporary.incrementAndGet());
  }

  void forceJournal(Sha256 content) throws IOException {
    disk.forceNames(section("partials"));
    forcedLines.put(content, journal(content).size());
  }

  void dropJournal(Sha256 content) {
    journals.remove(content);
    forcedLines.remove(content);
  }

  List<JournalLine> journal(Sha256 content) {
    return journals.computeIfAbsent(content, none -> new CopyOnWriteArrayList<>());
  }

  Set<Sha256> digests(String section) {
    Set<Sha256> digests = new TreeSet<>((a, b) -> a.hex().compareTo(b.hex()));
    for (Path file : disk.children(section(section))) {
      digests.add(new Sha256(String.valueOf(file.getFileName())));
    }
    return digests;
  }

  /** Renames a file or directory and deletes it then. */
  void discard(Path path) throws IOException {
    if (disk.exists(path)) {
      Path trashed = temporary("trash");
      disk.move(path, trashed);
      disk.deleteTree(trashed);
    }
  }

  Path setAside(Path path) throws IOException {
    Path aside = section("aside").resolve(String.valueOf(path.getFileName()));
    for (int i = 2; disk.exists(aside); i++) {
      aside = section("aside").resolve(i + "-" + path.getFileName());
    }
    disk.move(path, aside);
    return aside;
  }

  /** Creates a link, or a copy where links are impossible. */
  void linkOrCopy(Path file, Path fresh) throws IOException {
    try {
      disk.link(file, fresh);
    } catch (UnsupportedOperationException e) {
      disk.write(fresh, disk.read(file));
    }
  }

  static List<FingerprintChange> changes(
      Optional<Fingerprint> before, Optional<Fingerprint> after) {
    return before.isPresent()
            && after.isPresent()
            && before.get().inode() == after.get().inode()
            && !before.equals(after)
        ? List.of(new FingerprintChange(before.get(), after.get()))
        : List.of();
  }
}
