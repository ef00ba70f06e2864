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
import java.util.Set;
import org.pumaguard.models.domain.api.RemovedItem;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.model.StoreContents;
import org.pumaguard.models.domain.policy.Retention;
import org.pumaguard.models.domain.port.CacheRegistry;
import org.pumaguard.models.domain.state.CacheParts;
import org.pumaguard.models.domain.state.CacheSnapshot;
import org.pumaguard.models.domain.state.GcLock;

/**
 * Removes what was decided on, all names and records before any content, and keeps the account of
 * it. For one use by one thread, which holds the exclusive collector lock unless it only looks.
 */
final class Sweep {

  private final CacheParts parts;
  private final CacheSnapshot stock;
  private final boolean dryRun;
  private final Remover removal;
  private final Map<String, Long> freed = new LinkedHashMap<>();
  private final Map<String, String> left = new LinkedHashMap<>();
  private long leftBytes;

  Sweep(CacheParts parts, CacheSnapshot stock, boolean dryRun) {
    this.parts = parts;
    this.stock = stock;
    this.dryRun = dryRun;
    this.removal = new Remover(parts, dryRun);
  }

  /** Removes models, former versions and content. */
  void remove(Retention.Decision decision) throws IOException {
    Map<Sha256, Integer> references = CacheSnapshot.references(stock.entries().values());
    Set<ModelName> staying = new HashSet<>();
    Set<Sha256> kept = new HashSet<>();
    Map<Sha256, String> labels = new HashMap<>();
    for (Retention.Current current : decision.evicted()) {
      CacheRegistry.Entry entry = stock.entry(current.name());
      String label = current.name().value();
      boolean isShared = references.getOrDefault(entry.sha256(), 0) > 1;
      Remover.Eviction eviction = removal.evict(entry, isShared);
      eviction.reason().ifPresent(reason -> left.put(label, reason));
      if (!eviction.isGone()) {
        leftBytes += current.ownBytes();
        staying.add(entry.name());
        kept.add(entry.sha256());
        entry.former().forEach(version -> kept.add(version.sha256()));
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
      if (!staying.contains(former.name())) {
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
      writeIfThereIsRoom();
    }
    discard(decision.discarded(), kept, labels);
    decision.inUse().forEach(content -> left.put(label(content), GcLock.IN_USE));
  }

  /**
   * Content goes when the records on disk do not name it any more; but on a disk that is full,
   * which is when one removes things, only afterwards there is room for new records. Who is killed
   * between leaves records of what is gone, and they go at the next pruning.
   */
  private void writeIfThereIsRoom() {
    try {
      parts.view().records().flush();
    } catch (IOException e) {
      // What is not written yet is written in the end, or that fails.
      return;
    }
  }

  /**
   * Ends it: deletes what is noted of what is gone, and writes the records.
   *
   * @throws IOException when they can't be written, although all was removed
   */
  void finish() throws IOException {
    if (!dryRun) {
      parts.view().store().inventory().tidy();
      parts.view().records().flush();
    }
  }

  private void discard(Collection<Sha256> contents, Set<Sha256> kept, Map<Sha256, String> labels)
      throws IOException {
    for (Sha256 content : contents) {
      StoreContents.Item item = stock.inventory().contents().get(content);
      long bytes = item == null ? 0 : item.bytes();
      String label = labels.getOrDefault(content, "unused content " + content);
      if (kept.contains(content)) {
        leftBytes += bytes;
      } else if (removal.discard(content)) {
        freed.merge(label, bytes, Long::sum);
      } else {
        left.put(label, GcLock.IN_USE);
        leftBytes += bytes;
      }
    }
  }

  /** Former versions that were decided on, and those whose content is gone, leave the records. */
  private void dropFormer(Map<ModelName, Set<Sha256>> dropped) {
    for (CacheRegistry.Entry entry : stock.entries().values()) {
      Set<Sha256> gone = new HashSet<>(dropped.getOrDefault(entry.name(), Set.of()));
      for (CacheRegistry.Version version : entry.former()) {
        if (!stock.inventory().contents().containsKey(version.sha256())) {
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
      // It is changed, only not yet on disk.
      return;
    }
  }

  /** Removes content that is on its way. */
  void removePartials(Collection<Sha256> partials) throws IOException {
    for (Sha256 partial : partials) {
      StoreContents.Item item = stock.inventory().partials().get(partial);
      if (item != null && removal.discardPartial(partial)) {
        freed.put("partial " + partial, item.bytes());
      }
    }
  }

  /** Removes what lies about and nobody is at work on; names what is not the cache's. */
  void removeLeftovers(Collection<StoreContents.Leftover> leftovers, Instant now)
      throws IOException {
    for (StoreContents.Leftover leftover : leftovers) {
      String label = label(leftover);
      if (leftover.kind() == StoreContents.Kind.ASIDE) {
        left.put(
            label,
            "it is a file of yours that was in the way ("
                + leftover.item().bytes()
                + " bytes); delete it when you do not need it");
      } else if (leftover.kind() == StoreContents.Kind.FRAGMENT
          || Retention.isAbandoned(leftover.kind(), leftover.item().lastModified(), now)) {
        if (!dryRun) {
          parts.view().store().inventory().discard(leftover);
        }
        freed.put(label, leftover.item().bytes());
      }
    }
  }

  /** What was removed, and what was to go and was left. */
  List<RemovedItem> account() {
    List<RemovedItem> account = new ArrayList<>();
    freed.forEach((label, bytes) -> account.add(new RemovedItem(label, bytes, Optional.empty())));
    left.forEach((label, reason) -> account.add(new RemovedItem(label, 0, Optional.of(reason))));
    return account;
  }

  /** The bytes of what was decided on and was left for another reason than a lease. */
  long leftBytes() {
    return leftBytes;
  }

  /** By whom content is known: by the model that shows it, or did. */
  private String label(Sha256 content) {
    String label = "unused content " + content;
    for (CacheRegistry.Entry entry : stock.entries().values()) {
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
