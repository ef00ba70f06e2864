package org.pumaguard.models.domain.fake.store;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.FingerprintChange;
import org.pumaguard.models.domain.model.FragmentRange;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.BlobStore;
import org.pumaguard.models.domain.port.Content;
import org.pumaguard.models.domain.port.ModelFiles;
import org.pumaguard.models.domain.port.Partial;

/** Stored content of an {@link InMemoryStore}. */
final class InMemoryBlobs implements BlobStore {

  private final InMemoryStore store;
  private final ModelFiles models;

  InMemoryBlobs(InMemoryStore store, ModelFiles models) {
    this.store = store;
    this.models = models;
  }

  @Override
  public Optional<Fingerprint> find(Sha256 content) {
    return store.disk.fingerprint(store.blob(content));
  }

  @Override
  public Content open(Sha256 content) throws IOException {
    return store.disk.open(store.blob(content));
  }

  @Override
  public Set<Sha256> contents() {
    return store.digests("blobs");
  }

  @Override
  public void commit(Sha256 content, Partial partial, List<FragmentRange> fragments)
      throws IOException {
    partial.force();
    new InMemoryIndex(store).add(content, fragments);
    store.disk.move(store.partial(content), store.blob(content));
    store.disk.forceNames(store.section("blobs"));
    store.dropJournal(content);
  }

  @Override
  public List<Added> commitAll(List<Addition> additions) {
    Map<Sha256, IOException> failures = new HashMap<>();
    Set<Sha256> shown = new HashSet<>();
    each(
        additions,
        failures,
        one -> {
          new InMemoryIndex(store).add(one.content(), one.fragments());
          store.disk.move(store.partial(one.content()), store.blob(one.content()));
          store.dropJournal(one.content());
        });
    each(additions, failures, one -> store.disk.forceNames(store.section("blobs")));
    each(
        additions,
        failures,
        one -> {
          try {
            store.disk.link(store.blob(one.content()), store.model(one.name()));
            shown.add(one.content());
          } catch (UnsupportedOperationException | FileAlreadyExistsException e) {
            shown.remove(one.content());
          }
        });
    each(additions, failures, one -> store.disk.forceNames(store.directory));
    return additions.stream().map(one -> result(one, failures, shown)).toList();
  }

  private Added result(Addition one, Map<Sha256, IOException> failures, Set<Sha256> shown) {
    IOException failure = failures.get(one.content());
    if (failure != null) {
      return new Added.Failed(failure);
    }
    return shown.contains(one.content())
        ? new Added.Shown(find(one.content()).orElseThrow())
        : new Added.Stored();
  }

  /** Takes a step for each that has not failed. */
  private static void each(List<Addition> additions, Map<Sha256, IOException> failures, Step step) {
    for (Addition one : additions) {
      if (!failures.containsKey(one.content())) {
        try {
          step.take(one);
        } catch (IOException e) {
          failures.put(one.content(), e);
        }
      }
    }
  }

  /** A step of an addition. */
  private interface Step {

    void take(Addition one) throws IOException;
  }

  @Override
  public List<FingerprintChange> keep(ModelName name, Sha256 content) throws IOException {
    ModelFiles.VisibleFile shown = models.adopt(name, content, false);
    if (find(content).filter(blob -> blob.inode() == shown.file().inode()).isEmpty()) {
      Path fresh = store.temporary("staging");
      store.disk.write(fresh, store.disk.read(store.model(name)));
      store.disk.move(fresh, store.blob(content));
      store.disk.forceNames(store.section("blobs"));
    }
    return shown.changes();
  }

  @Override
  public long discard(Sha256 content) throws IOException {
    long bytes = find(content).map(Fingerprint::size).orElse(0L);
    store.discard(store.blob(content));
    store.blocks.remove(content);
    return bytes;
  }
}
