package org.pumaguard.models.domain.state;

import java.io.IOException;
import java.nio.file.Path;
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
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.Fragment;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.model.SourceRegistry;
import org.pumaguard.models.domain.model.StoreContents;
import org.pumaguard.models.domain.policy.Retention;
import org.pumaguard.models.domain.port.CacheRegistry;

/**
 * What lies in a cache directory beside what is recorded of it, at one moment.
 *
 * @param inventory what lies there
 * @param entries what is recorded
 */
public record CacheSnapshot(StoreContents inventory, Map<ModelName, CacheRegistry.Entry> entries) {

  public static CacheSnapshot of(CacheView shelf) throws IOException {
    // The records first: what is recorded while the directory is walked through is there too late,
    // not gone.
    Map<ModelName, CacheRegistry.Entry> entries = new LinkedHashMap<>(shelf.records().entries());
    return new CacheSnapshot(shelf.store().inventory().read(), entries);
  }

  /** The same with further records. */
  CacheSnapshot with(List<CacheRegistry.Entry> made) {
    Map<ModelName, CacheRegistry.Entry> all = new LinkedHashMap<>(entries);
    made.forEach(entry -> all.putIfAbsent(entry.name(), entry));
    return new CacheSnapshot(inventory, all);
  }

  /** Whether nothing is there that the cache could remove. */
  public boolean isEmpty() {
    return entries.isEmpty() && inventory.isEmpty();
  }

  /** What is recorded of a model that has a record. */
  public CacheRegistry.Entry entry(ModelName name) {
    return Optional.ofNullable(entries.get(name)).orElseThrow();
  }

  /** What lies about and is the cache's. */
  public List<StoreContents.Leftover> ownLeftovers() {
    return inventory.leftovers().stream()
        .filter(leftover -> leftover.kind() != StoreContents.Kind.ASIDE)
        .toList();
  }

  /** All of it as the policy wants to know it. */
  public Retention.Holdings holdings(Set<ModelName> required) {
    List<Retention.Current> currents = new ArrayList<>();
    List<Retention.Former> formers = new ArrayList<>();
    for (CacheRegistry.Entry entry : entries.values()) {
      currents.add(
          new Retention.Current(
              entry.name(),
              entry.sha256(),
              ownBytes(entry),
              entry.lastUsed(),
              entry.pinned(),
              required.contains(entry.name()),
              !inventory.visible().containsKey(entry.name())));
      formers.addAll(formers(entry));
    }
    Map<Sha256, Long> contents = new HashMap<>();
    inventory.contents().forEach((content, item) -> contents.put(content, item.bytes()));
    return new Retention.Holdings(currents, formers, contents, shownWithoutRecord());
  }

  /** The models of which something is visible that the cache put there, recorded or not. */
  public Set<ModelName> models() {
    Map<Object, Sha256> stored = byIdentity();
    Set<ModelName> models = new HashSet<>();
    inventory
        .visible()
        .forEach(
            (name, item) -> {
              if (entries.containsKey(name) || stored.containsKey(item.identity())) {
                models.add(name);
              }
            });
    return models;
  }

  /** Names of which nothing is recorded, and the stored content that they show. */
  Map<ModelName, Sha256> unrecorded() {
    Map<Object, Sha256> stored = byIdentity();
    Map<ModelName, Sha256> unrecorded = new HashMap<>();
    inventory
        .visible()
        .forEach(
            (name, item) -> {
              Sha256 content = stored.get(item.identity());
              if (content != null && !entries.containsKey(name)) {
                unrecorded.put(name, content);
              }
            });
    return unrecorded;
  }

  /** What names of the same file would take besides. */
  public long savedBytes() {
    Set<Object> stored = byIdentity().keySet();
    Set<Object> seen = new HashSet<>();
    long saved = 0;
    for (StoreContents.Item item : inventory.visible().values()) {
      saved += stored.contains(item.identity()) && !seen.add(item.identity()) ? item.bytes() : 0;
    }
    return saved;
  }

  /** Whether a model is recorded with this content, and there. */
  private boolean has(Model model) {
    return Optional.ofNullable(entries.get(model.name()))
            .filter(entry -> entry.sha256().equals(model.sha256()))
            .isPresent()
        && inventory.visible().containsKey(model.name());
  }

  /** Whether there are visible files that may be fragments: only then a registry is needed. */
  public boolean hasStrangers() {
    return !models().containsAll(inventory.visible().keySet());
  }

  /**
   * Visible files that are named as fragments of this registry, and no models.
   *
   * @param now when those count that nobody needed for long
   */
  public List<StoreContents.Leftover> needlessFragments(SourceRegistry registry, Instant now) {
    Map<FileName, ModelName> strangers = new HashMap<>();
    inventory.visible().keySet().forEach(name -> strangers.put(name.file(), name));
    models().forEach(name -> strangers.remove(name.file()));
    registry.models().forEach(model -> strangers.remove(model.name().file()));
    List<StoreContents.Leftover> needless = new ArrayList<>();
    for (Model model : registry.models()) {
      for (Fragment fragment : model.publication().fragments()) {
        ModelName name = strangers.get(fragment.name());
        StoreContents.Item item = name == null ? null : inventory.visible().get(name);
        if (item != null
            && (has(model)
                || Retention.isAbandoned(StoreContents.Kind.FRAGMENT, item.lastModified(), now))) {
          strangers.remove(fragment.name());
          needless.add(
              new StoreContents.Leftover(
                  StoreContents.Kind.FRAGMENT, Path.of(fragment.name().value()), item));
        }
      }
    }
    return needless;
  }

  /** Which of these names share the content of each. */
  public static Map<Sha256, Integer> references(Collection<CacheRegistry.Entry> entries) {
    Map<Sha256, Integer> references = new HashMap<>();
    for (CacheRegistry.Entry entry : entries) {
      references.merge(entry.sha256(), 1, Integer::sum);
      entry.former().forEach(version -> references.merge(version.sha256(), 1, Integer::sum));
    }
    return references;
  }

  /** When each former version ceased to be shown: when the next one began to be. */
  private static List<Retention.Former> formers(CacheRegistry.Entry entry) {
    if (entry.former().isEmpty()) {
      return List.of();
    }
    List<Instant> begins = new ArrayList<>(List.of(entry.cachedAt()));
    entry.former().forEach(version -> begins.add(version.cachedAt()));
    begins.sort(null);
    return entry.former().stream()
        .map(
            version ->
                new Retention.Former(
                    entry.name(),
                    version.sha256(),
                    begins.stream()
                        .filter(version.cachedAt()::isBefore)
                        .findFirst()
                        .orElse(version.cachedAt())))
        .toList();
  }

  private long ownBytes(CacheRegistry.Entry entry) {
    long unpacked =
        entry
            .unpacked()
            .map(directory -> inventory.directories().getOrDefault(directory, 0L))
            .orElse(0L);
    StoreContents.Item visible = inventory.visible().get(entry.name());
    StoreContents.Item stored = inventory.contents().get(entry.sha256());
    boolean isLink =
        stored != null && visible != null && stored.identity().equals(visible.identity());
    return unpacked + (visible == null || isLink ? 0 : visible.bytes());
  }

  private Set<Sha256> shownWithoutRecord() {
    return new HashSet<>(unrecorded().values());
  }

  private Map<Object, Sha256> byIdentity() {
    Map<Object, Sha256> byIdentity = new HashMap<>();
    inventory.contents().forEach((content, item) -> byIdentity.put(item.identity(), content));
    return byIdentity;
  }
}
