package org.pumaguard.models.domain.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.policy.Retention.Current;
import org.pumaguard.models.domain.policy.Retention.Former;

/** Collects one decision of {@link Retention} in three steps: former versions, age, size. */
final class EvictionPlan {

  private final Retention.Holdings holdings;
  private final Instant now;
  private final Predicate<Sha256> inUse;
  private final Map<Sha256, Boolean> asked = new HashMap<>();
  private final Set<Sha256> leftInUse = new LinkedHashSet<>();
  private final Set<ModelName> pinned = new HashSet<>();
  private final Map<ModelName, List<Former>> formersOf = new HashMap<>();
  private final Map<Sha256, Integer> references = new HashMap<>();
  private final Set<Current> evicted = new LinkedHashSet<>();
  private final Set<Former> dropped = new LinkedHashSet<>();
  private long bytes;

  EvictionPlan(Retention.Holdings holdings, Instant now, Predicate<Sha256> inUse) {
    this.holdings = holdings;
    this.now = now;
    this.inUse = inUse;
    for (Current current : holdings.currents()) {
      references.merge(current.content(), 1, Integer::sum);
      bytes += current.ownBytes();
      if (current.pinned()) {
        pinned.add(current.name());
      }
    }
    for (Former former : holdings.formers()) {
      references.merge(former.content(), 1, Integer::sum);
      formersOf.computeIfAbsent(former.name(), name -> new ArrayList<>()).add(former);
    }
    for (Sha256 shown : holdings.shown()) {
      references.merge(shown, 1, Integer::sum);
    }
    holdings
        .contents()
        .forEach((content, size) -> bytes += references.containsKey(content) ? size : 0);
  }

  void dropFormer(int keep, Optional<Duration> olderThan) {
    formersOf.forEach(
        (name, formers) -> {
          if (pinned.contains(name)) {
            return;
          }
          formers.sort(Comparator.comparing(Former::until).reversed());
          for (int i = 0; i < formers.size(); i++) {
            Former former = formers.get(i);
            if ((i >= keep || isOlder(former.until(), olderThan)) && isFree(former.content())) {
              drop(former);
            }
          }
        });
  }

  void evictUnused(Optional<Duration> olderThan) {
    for (Current current : holdings.currents()) {
      if (!current.stays()
          && (current.gone() || isOlder(current.lastUsed(), olderThan))
          && isFree(current.content())) {
        evict(current);
      }
    }
  }

  Retention.Decision within(OptionalLong maxSize) {
    for (Sha256 content : holdings.contents().keySet()) {
      if (!references.containsKey(content) && !isFree(content)) {
        bytes += holdings.contents().get(content);
      }
    }
    maxSize.ifPresent(this::shrink);
    List<Sha256> discarded =
        holdings.contents().keySet().stream()
            .filter(content -> references.getOrDefault(content, 0) == 0 && isFree(content))
            .sorted(Comparator.comparing(Sha256::hex))
            .toList();
    return new Retention.Decision(
        List.copyOf(evicted),
        List.copyOf(dropped),
        discarded,
        leftInUse,
        maxSize.isPresent() ? Math.max(0, bytes - maxSize.getAsLong()) : 0);
  }

  /** Evicts content with all its names, since removing one of two names frees no space. */
  private void shrink(long maxSize) {
    Map<Sha256, Group> groups = new LinkedHashMap<>();
    for (Current current : holdings.currents()) {
      if (!evicted.contains(current)) {
        groups.computeIfAbsent(current.content(), Group::new).currents().add(current);
      }
    }
    for (Former former : holdings.formers()) {
      if (!dropped.contains(former)) {
        groups.computeIfAbsent(former.content(), Group::new).formers().add(former);
      }
    }
    groups.values().stream()
        .filter(group -> group.mayGo(pinned) && !holdings.shown().contains(group.content()))
        .sorted(
            Comparator.comparing((Group group) -> !group.currents().isEmpty())
                .thenComparing(group -> group.lastUsed(now))
                .thenComparing(group -> group.content().hex()))
        .forEach(
            group -> {
              if (bytes > maxSize && isFree(group.content())) {
                group.formers().forEach(this::drop);
                group.currents().forEach(this::evict);
              }
            });
  }

  private void evict(Current current) {
    evicted.add(current);
    bytes -= current.ownBytes();
    formersOf.getOrDefault(current.name(), List.of()).forEach(this::drop);
    release(current.content());
  }

  private void drop(Former former) {
    if (dropped.add(former)) {
      release(former.content());
    }
  }

  private void release(Sha256 content) {
    if (references.merge(content, -1, Integer::sum) == 0 && isFree(content)) {
      bytes -= holdings.contents().getOrDefault(content, 0L);
    }
  }

  private boolean isFree(Sha256 content) {
    boolean isFree = !asked.computeIfAbsent(content, inUse::test);
    if (!isFree) {
      leftInUse.add(content);
    }
    return isFree;
  }

  private boolean isOlder(Instant moment, Optional<Duration> than) {
    return than.isPresent() && RecordedTimes.isOlder(moment, than.get(), now);
  }

  /** All references to some content. */
  private record Group(Sha256 content, List<Current> currents, List<Former> formers) {

    Group(Sha256 content) {
      this(content, new ArrayList<>(), new ArrayList<>());
    }

    boolean mayGo(Set<ModelName> pinned) {
      return currents.stream().noneMatch(Current::stays)
          && formers.stream().noneMatch(former -> pinned.contains(former.name()));
    }

    Instant lastUsed(Instant now) {
      Stream<Instant> uses =
          currents.isEmpty()
              ? formers.stream().map(Former::until)
              : currents.stream().map(Current::lastUsed);
      return uses.map(use -> RecordedTimes.effective(use, now))
          .max(Comparator.naturalOrder())
          .orElse(Instant.MIN);
    }
  }
}
