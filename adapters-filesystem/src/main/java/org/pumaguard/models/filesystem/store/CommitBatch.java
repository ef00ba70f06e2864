package org.pumaguard.models.filesystem.store;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.BlobStore.Added;
import org.pumaguard.models.domain.port.BlobStore.Addition;
import org.pumaguard.models.filesystem.disk.CacheLayout;
import org.pumaguard.models.filesystem.disk.FileAttributes;
import org.pumaguard.models.filesystem.disk.Folders;
import org.pumaguard.models.filesystem.disk.Moves;

/**
 * Adds new models to a cache directory: renames all partials, forces the folders of the blobs,
 * links all names, and forces the cache directory. So each folder is forced once, and a journaling
 * file system writes its journal twice for any number of models. A name is linked only after its
 * blob is durable.
 */
final class CommitBatch {

  private final CacheLayout layout;
  private final FragmentIndex index;
  private final List<Item> items = new ArrayList<>();

  CommitBatch(CacheLayout layout, FragmentIndex index) {
    this.layout = layout;
    this.index = index;
  }

  /** Adds the models; the results are in their order. */
  List<Added> run(List<Addition> additions) {
    additions.forEach(addition -> items.add(new Item(addition)));
    items.forEach(item -> item.attempt(() -> store(item)));
    force();
    items.forEach(item -> item.attempt(() -> show(item)));
    force();
    items.forEach(item -> item.attempt(() -> finish(item)));
    return items.stream().map(Item::result).toList();
  }

  private void store(Item item) throws IOException {
    Sha256 content = item.addition.content();
    Path folder = layout.blobFolder(content);
    Folders.makeUnforced(layout, folder).ifPresent(item.unforced::add);
    item.unforced.add(folder);
    FileAttributes.finish(layout.partial(content));
    // Indexed before the blob exists, since the process may be killed right after the rename.
    index.add(content, item.addition.fragments());
    Moves.move(layout, layout.partial(content), layout.blob(content));
  }

  /** A link, unlike a rename, leaves alone what has the name already. */
  private void show(Item item) throws IOException {
    try {
      Files.createLink(layout.model(item.addition.name()), layout.blob(item.addition.content()));
      item.isShown = true;
      item.unforced.add(layout.directory());
    } catch (UnsupportedOperationException | FileSystemException e) {
      // The caller publishes it in another way, and says what is in the way.
    }
  }

  /**
   * The fingerprint is that of the blob, which is the linked file: another process may have
   * replaced the name meanwhile.
   */
  private void finish(Item item) throws IOException {
    Sha256 content = item.addition.content();
    if (!(item.addition.partial() instanceof FilePartial partial) || partial.mayHaveJournal()) {
      Files.deleteIfExists(layout.journal(content));
    }
    if (item.isShown) {
      Path blob = layout.blob(content);
      item.shown =
          Optional.of(
              FileAttributes.fingerprint(blob)
                  .orElseThrow(() -> new NoSuchFileException(blob.toString())));
    }
  }

  /** Forces each folder that has changed once. */
  private void force() {
    Set<Path> folders = new LinkedHashSet<>();
    items.forEach(item -> folders.addAll(item.unforced));
    Map<Path, IOException> failures = new HashMap<>();
    for (Path folder : folders) {
      try {
        Folders.force(folder);
      } catch (IOException e) {
        failures.put(folder, e);
      }
    }
    for (Item item : items) {
      item.unforced.stream()
          .map(failures::get)
          .filter(Objects::nonNull)
          .findFirst()
          .ifPresent(item::fail);
      item.unforced.clear();
    }
  }

  /** One of the models. */
  private static final class Item {

    private final Addition addition;

    /** The folders whose entries for this model are not durable yet. */
    private final List<Path> unforced = new ArrayList<>();

    private Optional<IOException> failure = Optional.empty();
    private boolean isShown;
    private Optional<Fingerprint> shown = Optional.empty();

    Item(Addition addition) {
      this.addition = addition;
    }

    /** Takes a step, unless an earlier one failed. */
    void attempt(Step step) {
      if (failure.isEmpty()) {
        try {
          step.take();
        } catch (IOException e) {
          fail(e);
        }
      }
    }

    void fail(IOException cause) {
      if (failure.isEmpty()) {
        failure = Optional.of(cause);
      }
    }

    Added result() {
      if (failure.isPresent()) {
        return new Added.Failed(failure.get());
      }
      return shown.isPresent() ? new Added.Shown(shown.get()) : new Added.Stored();
    }
  }

  /** A step for one model. */
  private interface Step {

    void take() throws IOException;
  }
}
