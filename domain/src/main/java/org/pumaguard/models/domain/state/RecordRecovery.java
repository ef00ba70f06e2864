package org.pumaguard.models.domain.state;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.model.SourceRegistry;
import org.pumaguard.models.domain.model.StoreContents;
import org.pumaguard.models.domain.port.CacheRegistry;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Content;

/**
 * Makes records anew of models that are there, but of which nothing is recorded: the cache registry
 * was lost or damaged, a process was killed before it could write it, or others have filled the
 * directory. What a link to stored content shows is known without reading it. A copy of stored
 * content, and a file that bears the name of a model, is read once. What is recorded so says which
 * content it is and nothing more: the file is read before it is handed out. Where nothing may be
 * written the records last as long as this object. Safe for use by many threads.
 */
public final class RecordRecovery {

  private final CacheParts parts;

  /** Files that are no models, as they looked when that was found out. */
  private final Map<ModelName, Fingerprint> strangers = new ConcurrentHashMap<>();

  /** Files that are no links to stored content, likewise. */
  private final Map<ModelName, Fingerprint> unlinked = new ConcurrentHashMap<>();

  public RecordRecovery(CacheParts parts) {
    this.parts = parts;
  }

  /**
   * What lies there, with records of all that is a model. As long as there are records, a file that
   * they do not name is somebody's own, whatever its bytes are.
   */
  public CacheSnapshot all() throws IOException {
    boolean isLost = isLost(CacheSnapshot.of(parts.view()));
    CacheSnapshot stock = linked();
    Optional<SourceRegistry> registry =
        isLost && stock.hasStrangers() ? registry() : Optional.empty();
    return registry.isEmpty()
        ? stock
        : read(
            stock,
            stock.inventory().visible().keySet().stream()
                .filter(name -> registry.get().find(name).isPresent())
                .toList());
  }

  /**
   * What lies there, with records of links to stored content; reads nothing. As long as there are
   * records, a name that neither they nor the registry know is somebody's own.
   */
  public CacheSnapshot linked() throws IOException {
    CacheSnapshot stock = CacheSnapshot.of(parts.view());
    Map<ModelName, Sha256> unrecorded = stock.unrecorded();
    if (!unrecorded.isEmpty() && !isLost(stock)) {
      Optional<SourceRegistry> registry = registry();
      unrecorded.keySet().removeIf(name -> registry.flatMap(known -> known.find(name)).isEmpty());
    }
    if (unrecorded.isEmpty()) {
      return stock;
    }
    Map<ModelName, FileName> unpacked = unpacked(stock);
    List<CacheRegistry.Entry> made = new ArrayList<>();
    for (Map.Entry<ModelName, Sha256> shown : unrecorded.entrySet()) {
      Optional<Fingerprint> visible = parts.view().store().models().find(shown.getKey());
      Optional<Fingerprint> stored = parts.view().store().blobs().find(shown.getValue());
      if (visible.isPresent()
          && visible.map(Fingerprint::inode).equals(stored.map(Fingerprint::inode))) {
        made.add(entry(shown.getKey(), shown.getValue(), visible.get(), unpacked));
      }
    }
    tell(stock, made.size());
    return restored(stock, made);
  }

  private boolean isLost(CacheSnapshot stock) {
    return stock.entries().isEmpty() || parts.view().records().trouble().isPresent();
  }

  /** Sees to it that these models are recorded, as far as they are there. */
  public void record(Collection<ModelName> names) throws IOException {
    List<ModelName> missing = unrecorded(names);
    if (missing.isEmpty()) {
      return;
    }
    // As soon as there is one record again, nobody would look for the others.
    CacheSnapshot stock = isLost(CacheSnapshot.of(parts.view())) ? all() : linked();
    read(stock, missing);
  }

  /**
   * The same without reading a file.
   *
   * @return whether one of them is recorded now that was not
   */
  boolean recordLinked(Collection<ModelName> names) throws IOException {
    List<ModelName> missing = unrecorded(names);
    missing.removeIf(name -> isKnown(unlinked, name));
    if (missing.isEmpty()) {
      return false;
    }
    CacheSnapshot stock = linked();
    for (ModelName name : stock.inventory().visible().keySet()) {
      if (!stock.entries().containsKey(name)) {
        parts.view().store().models().find(name).ifPresent(file -> unlinked.put(name, file));
      }
    }
    return missing.stream().anyMatch(stock.entries()::containsKey);
  }

  /** Sees to it that these, or all if there is none, are recorded; they are read anyway. */
  public void recordBeforeReading(Collection<ModelName> names) {
    try {
      if (names.isEmpty()) {
        linked();
      } else {
        recordLinked(names);
      }
    } catch (IOException e) {
      throw CacheException.storage("the cache can't be verified", e);
    }
  }

  private List<ModelName> unrecorded(Collection<ModelName> names) throws IOException {
    List<ModelName> missing = new ArrayList<>();
    for (ModelName name : names) {
      if (parts.view().records().find(name).isEmpty()
          && parts.view().store().models().find(name).isPresent()) {
        missing.add(name);
      }
    }
    return missing;
  }

  private CacheSnapshot read(CacheSnapshot stock, Collection<ModelName> names) throws IOException {
    Set<ModelName> unrecorded =
        names.stream()
            .filter(name -> !stock.entries().containsKey(name) && !isKnown(strangers, name))
            .collect(Collectors.toSet());
    if (unrecorded.isEmpty()) {
      return stock;
    }
    Optional<SourceRegistry> registry = registry();
    Map<Long, List<Sha256>> stored = new HashMap<>();
    stock
        .inventory()
        .contents()
        .forEach(
            (content, item) ->
                stored.computeIfAbsent(item.bytes(), size -> new ArrayList<>()).add(content));
    Map<ModelName, FileName> unpacked = unpacked(stock);
    List<CacheRegistry.Entry> made = new ArrayList<>();
    for (ModelName name : unrecorded) {
      StoreContents.Item item = stock.inventory().visible().get(name);
      Optional<Fingerprint> file = parts.view().store().models().find(name);
      if (item == null || file.isEmpty()) {
        continue;
      }
      List<Sha256> candidates = new ArrayList<>(stored.getOrDefault(item.bytes(), List.of()));
      registry
          .flatMap(known -> known.find(name))
          .filter(model -> model.size().orElse(item.bytes()) == item.bytes())
          .map(Model::sha256)
          .ifPresent(candidates::add);
      Optional<Sha256> content = candidates.isEmpty() ? Optional.empty() : digest(name);
      if (content.filter(candidates::contains).isPresent()) {
        made.add(entry(name, content.get(), file.get(), unpacked));
      } else {
        strangers.put(name, file.get());
      }
    }
    return restored(stock, made);
  }

  private Optional<Sha256> digest(ModelName name) throws IOException {
    try {
      return parts
          .view()
          .read(
              name,
              new CacheView.Manner(false, Optional.empty()),
              new Cancellation(),
              parts.progress())
          .map(CacheView.Reading::sha256);
    } catch (Content.Unreadable e) {
      return Optional.empty();
    }
  }

  private boolean isKnown(Map<ModelName, Fingerprint> files, ModelName name) {
    Fingerprint before = files.get(name);
    try {
      return before != null
          && Optional.of(before).equals(parts.view().store().models().find(name));
    } catch (IOException e) {
      return true;
    }
  }

  /** Without a registry only what is stored is known. */
  private Optional<SourceRegistry> registry() {
    try {
      return Optional.of(parts.registry().get());
    } catch (CacheException e) {
      return Optional.empty();
    }
  }

  /** Which directory was unpacked from which model, as the store has noted. */
  private Map<ModelName, FileName> unpacked(CacheSnapshot stock) throws IOException {
    Map<ModelName, FileName> unpacked = new HashMap<>();
    for (FileName directory : stock.inventory().directories().keySet()) {
      parts
          .view()
          .store()
          .directories()
          .modelOf(directory)
          .ifPresent(model -> unpacked.put(model, directory));
    }
    return unpacked;
  }

  /** When it was used last is not known: a loss of records is no reason to evict it. */
  private CacheRegistry.Entry entry(
      ModelName name, Sha256 content, Fingerprint file, Map<ModelName, FileName> unpacked) {
    Instant now = parts.clock().instant();
    Instant changed = Instant.ofEpochMilli(TimeUnit.NANOSECONDS.toMillis(file.mtime()));
    Instant since = changed.isBefore(now) ? changed : now;
    return new CacheRegistry.Entry(
        name,
        new CacheRegistry.Version(
            content,
            new Fingerprint(file.size(), file.mtime(), 0, file.inode()),
            Optional.empty(),
            since,
            since,
            Optional.empty()),
        now,
        Optional.ofNullable(unpacked.get(name)),
        false,
        List.of());
  }

  private CacheSnapshot restored(CacheSnapshot stock, List<CacheRegistry.Entry> made) {
    if (made.isEmpty()) {
      return stock;
    }
    parts.view().records().restore(made);
    return stock.with(made);
  }

  /** Where the loss was noticed when the cache registry was read, that was said already. */
  private void tell(CacheSnapshot stock, int made) {
    if (made > 0 && stock.entries().isEmpty() && parts.view().records().trouble().isEmpty()) {
      parts
          .progress()
          .warn(
              "the cache registry says nothing of "
                  + (made == 1 ? "the model that is" : "the " + made + " models that are")
                  + " here; it is made anew from what is on disk, but pins and kept versions are"
                  + " forgotten");
    }
  }
}
