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
 * The files of a cache directory and their records at one moment.
 *
 * @param inventory the files
 * @param entries the records
 */
public record CacheSnapshot(StoreContents inventory, Map<ModelName, CacheRegistry.Entry> entries) {

  public static CacheSnapshot of(CacheView view) throws IOException {
    // Records first: otherwise a model that is recorded during the walk would seem to be missing.
    Map<ModelName, CacheRegistry.Entry> entries = new LinkedHashMap<>(view.records().entries());
    return new CacheSnapshot(view.store().inventory().read(), entries);
  }

  /** This snapshot with recovered records. */
  CacheSnapshot with(List<CacheRegistry.Entry> made) {
    Map<ModelName, CacheRegistry.Entry> all = new LinkedHashMap<>(entries);
    made.forEach(entry -> all.putIfAbsent(entry.name(), entry));
    return new CacheSnapshot(inventory, all);
  }

  /** Whether there is nothing to remove. */
  public boolean isEmpty() {
    return entries.isEmpty() && inventory.isEmpty();
  }

  /** The record of a model, which must exist. */
  public CacheRegistry.Entry entry(ModelName name) {
    return Optional.ofNullable(entries.get(name)).orElseThrow();
  }

  /** Leftovers that belong to the cache; excludes files set aside for the user. */
  public List<StoreContents.Leftover> ownLeftovers() {
    return inventory.leftovers().stream()
        .filter(leftover -> leftover.kind() != StoreContents.Kind.ASIDE)
        .toList();
  }

  /** The snapshot as input of the retention policy. */
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

  /** The models with a visible file of the cache, recorded or not. */
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

  /** Names without a record, and the stored content that they link to. */
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

  /** Bytes saved because several names link to one file. */
  public long savedBytes() {
    Set<Object> stored = byIdentity().keySet();
    Set<Object> seen = new HashSet<>();
    long saved = 0;
    for (StoreContents.Item item : inventory.visible().values()) {
      saved += stored.contains(item.identity()) && !seen.add(item.identity()) ? item.bytes() : 0;
    }
    return saved;
  }

  /** Whether a model is recorded with this content and visible. */
  private boolean has(Model model) {
    return Optional.ofNullable(entries.get(model.name()))
            .filter(entry -> entry.sha256().equals(model.sha256()))
            .isPresent()
        && inventory.visible().containsKey(model.name());
  }

  /** Whether visible files may be fragments, which only a registry can tell. */
  public boolean hasStrangers() {
    return !models().containsAll(inventory.visible().keySet());
  }

  /**
   * Visible files that are named like fragments in this registry and that no model needs.
   *
   * @param now the time at which fragments of missing models are judged abandoned
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

  /** How many present and former versions share each content. */
  public static Map<Sha256, Integer> references(Collection<CacheRegistry.Entry> entries) {
    Map<Sha256, Integer> references = new HashMap<>();
    for (CacheRegistry.Entry entry : entries) {
      references.merge(entry.sha256(), 1, Integer::sum);
      entry.former().forEach(version -> references.merge(version.sha256(), 1, Integer::sum));
    }
    return references;
  }

  /** The former versions, each until its successor was shown. */
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
