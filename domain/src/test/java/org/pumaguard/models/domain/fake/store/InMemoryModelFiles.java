package org.pumaguard.models.domain.fake.store;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.FingerprintChange;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.Content;
import org.pumaguard.models.domain.port.ModelFiles;

/** The visible files of an {@link InMemoryStore}: hard links to stored content, or copies. */
final class InMemoryModelFiles implements ModelFiles {

  private final InMemoryStore store;
  private final InMemoryDisk disk;

  InMemoryModelFiles(InMemoryStore store) {
    this.store = store;
    this.disk = store.disk;
  }

  @Override
  public Path path(ModelName name) {
    return store.model(name);
  }

  @Override
  public Optional<Fingerprint> find(ModelName name) {
    return disk.fingerprint(store.model(name));
  }

  @Override
  public Optional<String> obstacle(ModelName name) {
    return disk.isDirectory(store.model(name)) ? Optional.of("a directory") : Optional.empty();
  }

  @Override
  public Content open(ModelName name) throws IOException {
    return disk.open(store.model(name));
  }

  @Override
  public VisibleFile adopt(ModelName name, Sha256 content, boolean isStoredVerified)
      throws IOException {
    Path model = store.model(name);
    Path blob = store.blob(content);
    Optional<Fingerprint> before = disk.fingerprint(model);
    Optional<Fingerprint> stored = disk.fingerprint(blob);
    if (before.isEmpty()) {
      throw new FileSystemException(model.toString(), null, "not a regular file");
    }
    try {
      if (stored.isEmpty()) {
        disk.link(model, blob);
      } else if (stored.get().inode() != before.get().inode()) {
        if (isStoredVerified) {
          replace(model, blob);
        } else if (disk.file(blob).links == 1) {
          replace(blob, model);
        }
      }
    } catch (UnsupportedOperationException e) {
      // The file stays separate.
    }
    List<FingerprintChange> changes =
        new ArrayList<>(InMemoryStore.changes(before, disk.fingerprint(model)));
    changes.addAll(InMemoryStore.changes(stored, disk.fingerprint(blob)));
    return new VisibleFile(disk.fingerprint(model).orElseThrow(), changes);
  }

  @Override
  public VisibleFile publish(ModelName name, Sha256 content, Optional<Sha256> former)
      throws IOException {
    Path model = store.model(name);
    Path blob = store.blob(content);
    if (obstacle(name).isPresent()) {
      throw new FileSystemException(
          model.toString(), null, "a directory has the name of the model");
    }
    Optional<Path> formerBlob = former.filter(digest -> !digest.equals(content)).map(store::blob);
    Optional<Fingerprint> before = disk.fingerprint(blob);
    Optional<Fingerprint> formerBefore = formerBlob.flatMap(disk::fingerprint);
    if (before.isEmpty()) {
      throw new NoSuchFileException(blob.toString());
    }
    Path fresh = store.temporary("staging");
    store.linkOrCopy(blob, fresh);
    disk.move(fresh, model);
    disk.deleteIfExists(fresh);
    disk.forceNames(store.directory);
    List<FingerprintChange> changes =
        new ArrayList<>(InMemoryStore.changes(before, disk.fingerprint(blob)));
    changes.addAll(InMemoryStore.changes(formerBefore, formerBlob.flatMap(disk::fingerprint)));
    return new VisibleFile(disk.fingerprint(model).orElseThrow(), changes);
  }

  @Override
  public Path setAside(ModelName name) throws IOException {
    return store.setAside(store.model(name));
  }

  @Override
  public List<FingerprintChange> unpublish(ModelName name, Sha256 content) throws IOException {
    Optional<Fingerprint> before = disk.fingerprint(store.blob(content));
    disk.deleteIfExists(store.model(name));
    return InMemoryStore.changes(before, disk.fingerprint(store.blob(content)));
  }

  private void replace(Path old, Path right) throws IOException {
    Path fresh = store.temporary("staging");
    disk.link(right, fresh);
    disk.move(fresh, old);
  }
}
