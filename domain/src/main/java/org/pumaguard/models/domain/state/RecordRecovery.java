package org.pumaguard.models.domain.state;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.model.SourceRegistry;
import org.pumaguard.models.domain.model.StoreContents;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Content;

/**
 * Recovers lost records of models: the cache registry was lost or damaged, a process was killed
 * before it wrote a record, or another program filled the directory. A link to stored content is
 * identified without reading it; a copy of stored content and a file with the name of a model are
 * read once. A recovered record only names the content, so the file is read before it is handed
 * out. In a read-only directory the records live as long as this object. Safe for use by many
 * threads.
 */
public final class RecordRecovery {

  private final CacheParts parts;

  /** Files that were read and are no models, with their fingerprints at that time. */
  private final Map<ModelName, Fingerprint> strangers = new ConcurrentHashMap<>();

  /** Files that are no links to stored content, with their fingerprints at that time. */
  private final Map<ModelName, Fingerprint> unlinked = new ConcurrentHashMap<>();

  public RecordRecovery(CacheParts parts) {
    this.parts = parts;
  }

  /**
   * A snapshot with records of all models. A file without a record is read only if all records are
   * lost: otherwise it belongs to the user, whatever its bytes are.
   */
  public CacheSnapshot all() throws IOException {
    boolean isLost = isLost(CacheSnapshot.of(parts.view()));
    CacheSnapshot snapshot = linked();
    Optional<SourceRegistry> registry =
        isLost && snapshot.hasStrangers() ? registry() : Optional.empty();
    return registry.isEmpty()
        ? snapshot
        : read(
            snapshot,
            snapshot.inventory().visible().keySet().stream()
                .filter(name -> registry.get().find(name).isPresent())
                .toList());
  }

  /**
   * A snapshot with records of all links to stored content; reads no file. Unless all records are
   * lost, a name that is not in the registry belongs to the user.
   */
  public CacheSnapshot linked() throws IOException {
    CacheSnapshot snapshot = CacheSnapshot.of(parts.view());
    Map<ModelName, Sha256> unrecorded = snapshot.unrecorded();
    if (!unrecorded.isEmpty() && !isLost(snapshot)) {
      Optional<SourceRegistry> registry = registry();
      unrecorded.keySet().removeIf(name -> registry.flatMap(known -> known.find(name)).isEmpty());
    }
    if (unrecorded.isEmpty()) {
      return snapshot;
    }
    RecoveredRecords recovered = new RecoveredRecords(parts, snapshot);
    for (Map.Entry<ModelName, Sha256> shown : unrecorded.entrySet()) {
      Optional<Fingerprint> visible = parts.view().store().models().find(shown.getKey());
      Optional<Fingerprint> stored = parts.view().store().blobs().find(shown.getValue());
      if (visible.isPresent()
          && visible.map(Fingerprint::inode).equals(stored.map(Fingerprint::inode))) {
        recovered.add(shown.getKey(), shown.getValue(), visible.get());
      }
    }
    recovered.reportLoss();
    return recovered.restore();
  }

  private boolean isLost(CacheSnapshot snapshot) {
    return snapshot.entries().isEmpty() || parts.view().records().trouble().isPresent();
  }

  /** Recovers the records of these models, if their files are there. */
  public void record(Collection<ModelName> names) throws IOException {
    List<ModelName> missing = unrecorded(names);
    if (missing.isEmpty()) {
      return;
    }
    // All at once: as soon as one record exists, the others no longer count as lost.
    CacheSnapshot snapshot = isLost(CacheSnapshot.of(parts.view())) ? all() : linked();
    read(snapshot, missing);
  }

  /**
   * The same for links to stored content; reads no file.
   *
   * @return whether a record was recovered
   */
  boolean recordLinked(Collection<ModelName> names) throws IOException {
    List<ModelName> missing = unrecorded(names);
    missing.removeIf(name -> isUnchanged(unlinked, name));
    if (missing.isEmpty()) {
      return false;
    }
    CacheSnapshot snapshot = linked();
    for (ModelName name : snapshot.inventory().visible().keySet()) {
      if (!snapshot.entries().containsKey(name)) {
        parts.view().store().models().find(name).ifPresent(file -> unlinked.put(name, file));
      }
    }
    return missing.stream().anyMatch(snapshot.entries()::containsKey);
  }

  /** Recovers the records of these models, or of all if there are none, before they are read. */
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

  private CacheSnapshot read(CacheSnapshot snapshot, Collection<ModelName> names)
      throws IOException {
    Set<ModelName> unrecorded =
        names.stream()
            .filter(name -> !snapshot.entries().containsKey(name) && !isUnchanged(strangers, name))
            .collect(Collectors.toSet());
    if (unrecorded.isEmpty()) {
      return snapshot;
    }
    Optional<SourceRegistry> registry = registry();
    Map<Long, List<Sha256>> stored = bySize(snapshot);
    RecoveredRecords recovered = new RecoveredRecords(parts, snapshot);
    for (ModelName name : unrecorded) {
      StoreContents.Item item = snapshot.inventory().visible().get(name);
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
        recovered.add(name, content.get(), file.get());
      } else {
        strangers.put(name, file.get());
      }
    }
    return recovered.restore();
  }

  private static Map<Long, List<Sha256>> bySize(CacheSnapshot snapshot) {
    Map<Long, List<Sha256>> stored = new HashMap<>();
    snapshot
        .inventory()
        .contents()
        .forEach(
            (content, item) ->
                stored.computeIfAbsent(item.bytes(), size -> new ArrayList<>()).add(content));
    return stored;
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

  private boolean isUnchanged(Map<ModelName, Fingerprint> files, ModelName name) {
    Fingerprint before = files.get(name);
    try {
      return before != null && Optional.of(before).equals(parts.view().store().models().find(name));
    } catch (IOException e) {
      return true;
    }
  }

  /**
   * The registry as far as it is known; empty if it is not, so that only stored content is
   * recovered.
   */
  private Optional<SourceRegistry> registry() {
    try {
      return Optional.of(parts.registry().getNow());
    } catch (CacheException e) {
      return Optional.empty();
    }
  }
}
