package org.pumaguard.models.domain.prune;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.pumaguard.models.domain.api.RemovedItem;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.model.StoreContents;
import org.pumaguard.models.domain.policy.Retention;
import org.pumaguard.models.domain.port.CacheRegistry;
import org.pumaguard.models.domain.port.Progress;
import org.pumaguard.models.domain.state.CacheParts;
import org.pumaguard.models.domain.state.CacheSnapshot;
import org.pumaguard.models.domain.state.GcLock;

/**
 * Carries out one removal: first files and records, then content. Collects what was removed and
 * what was kept. For a single use by one thread, which holds the exclusive collector lock unless
 * this is a dry run.
 */
final class Sweep {

  private final CacheParts parts;
  private final CacheSnapshot snapshot;
  private final boolean dryRun;
  private final Remover remover;
  private final Map<String, Long> freed = new LinkedHashMap<>();
  private final Map<String, String> kept = new LinkedHashMap<>();
  private long keptBytes;
  private long total;
  private long done;

  Sweep(CacheParts parts, CacheSnapshot snapshot, boolean dryRun) {
    this.parts = parts;
    this.snapshot = snapshot;
    this.dryRun = dryRun;
    this.remover = new Remover(parts, dryRun);
  }

  /** Announces items to be removed, for the progress of the removal. */
  void expect(long items) {
    total += items;
  }

  private void report() {
    if (!dryRun) {
      parts
          .progress()
          .on(
              new Progress.Work(
                  Progress.WorkKind.REMOVE, Optional.empty(), done, OptionalLong.of(total)));
    }
  }

  private void countItem() {
    done++;
    // The end is reported after the clean-up.
    if (done < total) {
      report();
    }
  }

  /** Removes models, former versions and content, and their records. */
  void remove(Retention.Decision decision) throws IOException {
    Map<Sha256, Integer> references = CacheSnapshot.references(snapshot.entries().values());
    Set<ModelName> keptModels = new HashSet<>();
    Set<Sha256> keptContents = new HashSet<>();
    Map<Sha256, String> labels = new HashMap<>();
    for (Retention.Current current : decision.evicted()) {
      countItem();
      CacheRegistry.Entry entry = snapshot.entry(current.name());
      String label = current.name().value();
      if (current.gone() && parts.view().store().models().find(current.name()).isPresent()) {
        // Another process has just put it back, on a file system without locks.
        keptModels.add(entry.name());
        keptContents.add(entry.sha256());
        continue;
      }
      boolean isShared = references.getOrDefault(entry.sha256(), 0) > 1;
      Eviction eviction = remover.evict(entry, isShared);
      eviction.reason().ifPresent(reason -> kept.put(label, reason));
      if (!eviction.forgetsModel()) {
        keptBytes += current.ownBytes();
        keptModels.add(entry.name());
        keptContents.add(entry.sha256());
        entry.former().forEach(version -> keptContents.add(version.sha256()));
      } else {
        if (eviction.reason().isEmpty()) {
          freed.put(label, current.ownBytes());
        }
        labels.put(entry.sha256(), label);
      }
    }
    Set<ModelName> evicted = new HashSet<>();
    decision.evicted().forEach(current -> evicted.add(current.name()));
    Map<ModelName, Set<Sha256>> dropped = new HashMap<>();
    for (Retention.Former former : decision.dropped()) {
      if (!keptModels.contains(former.name())) {
        String label = formerLabel(former.name(), former.content());
        freed.put(label, 0L);
        labels.putIfAbsent(former.content(), label);
        if (!evicted.contains(former.name())) {
          dropped.computeIfAbsent(former.name(), name -> new HashSet<>()).add(former.content());
        }
      }
    }
    if (!dryRun) {
      dropFormer(dropped);
      tryFlush();
    }
    discard(decision.discarded(), keptContents, labels);
    decision.inUse().forEach(content -> kept.put(label(content), GcLock.IN_USE));
  }

  /**
   * Writes the records before their content is deleted. On a full disk that fails, and {@link
   * #finish} writes them afterwards; a process that is killed in between leaves records of deleted
   * content, which the next pruning removes.
   */
  private void tryFlush() {
    try {
      parts.view().records().flush();
    } catch (IOException e) {
      // finish() flushes again, and reports a failure.
      return;
    }
  }

  /**
   * Deletes the metadata of deleted content, and writes the records.
   *
   * @throws IOException if the records cannot be written; the items are removed nevertheless
   */
  void finish() throws IOException {
    if (!dryRun) {
      parts.view().store().inventory().tidy();
      parts.view().records().flush();
    }
    done = total;
    if (total > 0) {
      report();
    }
  }

  private void discard(
      Collection<Sha256> contents, Set<Sha256> excluded, Map<Sha256, String> labels)
      throws IOException {
    for (Sha256 content : contents) {
      countItem();
      StoreContents.Item item = snapshot.inventory().contents().get(content);
      long bytes = item == null ? 0 : item.bytes();
      String label = labels.getOrDefault(content, "unused content " + content);
      if (excluded.contains(content)) {
        keptBytes += bytes;
      } else if (remover.discard(content)) {
        freed.merge(label, bytes, Long::sum);
      } else {
        kept.put(label, GcLock.IN_USE);
        keptBytes += bytes;
      }
    }
  }

  /** Removes the records of dropped versions, and of versions without content. */
  private void dropFormer(Map<ModelName, Set<Sha256>> dropped) {
    for (CacheRegistry.Entry entry : snapshot.entries().values()) {
      Set<Sha256> gone = new HashSet<>(dropped.getOrDefault(entry.name(), Set.of()));
      for (CacheRegistry.Version version : entry.former()) {
        if (!snapshot.inventory().contents().containsKey(version.sha256())) {
          gone.add(version.sha256());
        }
      }
      if (!gone.isEmpty()) {
        drop(entry.name(), gone);
      }
    }
  }

  private void drop(ModelName name, Set<Sha256> gone) {
    try {
      parts
          .view()
          .records()
          .update(
              name,
              latest ->
                  latest.former(
                      latest.former().stream()
                          .filter(version -> !gone.contains(version.sha256()))
                          .toList()));
    } catch (IOException e) {
      // The record is changed in memory, and on disk by a later flush.
      return;
    }
  }

  /** Removes partials, unless a process works on them. */
  void removePartials(Collection<Sha256> partials) throws IOException {
    for (Sha256 partial : partials) {
      countItem();
      StoreContents.Item item = snapshot.inventory().partials().get(partial);
      if (item != null && remover.discardPartial(partial)) {
        freed.put("partial " + partial, item.bytes());
      }
    }
  }

  /** Removes abandoned leftovers. Quarantined files of the user are kept, and reported. */
  void removeLeftovers(Collection<StoreContents.Leftover> leftovers, Instant now)
      throws IOException {
    for (StoreContents.Leftover leftover : leftovers) {
      countItem();
      String label = label(leftover);
      if (leftover.kind() == StoreContents.Kind.ASIDE) {
        kept.put(
            label,
            "it is a quarantined file of "
                + leftover.item().bytes()
                + " bytes; delete it if it is not needed");
      } else if (leftover.kind() == StoreContents.Kind.FRAGMENT
          || Retention.isAbandoned(leftover.kind(), leftover.item().lastModified(), now)) {
        if (!dryRun) {
          parts.view().store().inventory().discard(leftover);
        }
        freed.put(label, leftover.item().bytes());
      }
    }
  }

  /** The removed items, followed by those that were kept. */
  List<RemovedItem> items() {
    List<RemovedItem> items = new ArrayList<>();
    freed.forEach((label, bytes) -> items.add(new RemovedItem.Removed(label, bytes)));
    kept.forEach((label, reason) -> items.add(new RemovedItem.Kept(label, reason)));
    return items;
  }

  /** The size of selected items that could not be removed, in bytes. */
  long keptBytes() {
    return keptBytes;
  }

  /** The name of the model whose present or former version is this content. */
  private String label(Sha256 content) {
    String label = "unused content " + content;
    for (CacheRegistry.Entry entry : snapshot.entries().values()) {
      if (entry.sha256().equals(content)) {
        return entry.name().value();
      }
      for (CacheRegistry.Version version : entry.former()) {
        label = version.sha256().equals(content) ? formerLabel(entry.name(), content) : label;
      }
    }
    return label;
  }

  private static String formerLabel(ModelName name, Sha256 content) {
    return "former version " + content + " of " + name;
  }

  private static String label(StoreContents.Leftover leftover) {
    return switch (leftover.kind()) {
      case FRAGMENT -> "fragment " + leftover.path();
      case JOURNAL, STAGED, STAGED_FILE, TRASH -> "leftover " + leftover.path();
      case ASIDE -> leftover.path().toString();
    };
  }
}
