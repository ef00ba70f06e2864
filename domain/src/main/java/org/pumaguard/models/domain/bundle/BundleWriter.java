package org.pumaguard.models.domain.bundle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.pumaguard.models.domain.api.BundleSummary;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.EnsureOutcome;
import org.pumaguard.models.domain.api.Hint;
import org.pumaguard.models.domain.digest.FragmentedHasher;
import org.pumaguard.models.domain.digest.Hashing;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.model.SourceRegistry;
import org.pumaguard.models.domain.port.Archives;
import org.pumaguard.models.domain.port.Bundles;
import org.pumaguard.models.domain.port.CacheDirectory;
import org.pumaguard.models.domain.port.CacheLock;
import org.pumaguard.models.domain.port.Content;
import org.pumaguard.models.domain.port.ContentStore;
import org.pumaguard.models.domain.port.Progress;
import org.pumaguard.models.domain.port.RegistryWriter;
import org.pumaguard.models.domain.source.RegisteredModels;
import org.pumaguard.models.domain.state.CacheParts;

/** Writes one bundle: the registry, then each content once, in the order of the registry. */
final class BundleWriter {

  private final EnsureAll ensureAll;
  private final CacheParts parts;
  private final Bundles bundles;
  private final RegistryWriter writer;
  private final Set<Sha256> known;

  BundleWriter(
      EnsureAll ensureAll,
      CacheParts parts,
      Bundles bundles,
      RegistryWriter writer,
      Set<Sha256> known) {
    this.ensureAll = ensureAll;
    this.parts = parts;
    this.bundles = bundles;
    this.writer = writer;
    this.known = known;
  }

  BundleSummary run(Path file, Collection<ModelName> names) {
    List<Model> models = new RegisteredModels(parts.registry()).select(names);
    // Opened first, so that nothing is fetched for a bundle that cannot be written.
    try (Bundles.Draft draft = bundles.draft(file)) {
      return run(file, models, draft);
    } catch (Bundles.Malformed e) {
      throw new CacheException(
          CacheException.Kind.INTEGRITY,
          "the bundle " + file + ": " + e.getMessage(),
          Hint.RENAME_BUNDLE,
          e);
    } catch (IOException e) {
      throw new CacheException(
          CacheException.Kind.STORAGE,
          "the bundle " + file + ": " + CacheException.describe(e),
          hint(e),
          e);
    }
  }

  private BundleSummary run(Path file, List<Model> models, Bundles.Draft draft) throws IOException {
    List<CacheLock.Held> leases = new ArrayList<>();
    try {
      Map<ModelName, ContentStore> stores = new LinkedHashMap<>();
      List<Model> described = prepare(models, stores, leases);
      return write(file, described, stores, draft);
    } finally {
      leases.forEach(CacheLock.Held::close);
    }
  }

  private List<Model> prepare(
      List<Model> models, Map<ModelName, ContentStore> stores, List<CacheLock.Held> leases) {
    try {
      stores.putAll(ensure(models));
      lease(models, leases);
      ModelDescriber describer = new ModelDescriber(parts.directory().store().index());
      List<Model> described = new ArrayList<>();
      for (Model model : models) {
        ContentStore store = stores.get(model.name());
        described.add(store == null ? describer.describe(model) : describer.describe(model, store));
      }
      return described;
    } catch (IOException e) {
      throw CacheException.storage("the models cannot be read", e);
    }
  }

  /** Ensures the models to be packed, and returns the directory of each. */
  private Map<ModelName, ContentStore> ensure(List<Model> models) throws IOException {
    List<Model> wanted = new ArrayList<>();
    for (Model model : models) {
      // Content that the receiver has is needed only if its length is unknown.
      if (!known.contains(model.sha256()) || model.size().isEmpty()) {
        wanted.add(model);
      }
    }
    List<EnsureOutcome> outcomes = ensureAll.run(wanted);
    throwFailures(outcomes);
    Map<ModelName, ContentStore> stores = new LinkedHashMap<>();
    for (EnsureOutcome outcome : outcomes) {
      Path path = outcome.ensured().orElseThrow().path();
      stores.put(outcome.name(), store(outcome.name(), path));
    }
    return stores;
  }

  private static void throwFailures(List<EnsureOutcome> outcomes) {
    List<CacheException> failures =
        outcomes.stream().flatMap(outcome -> outcome.failure().stream()).toList();
    if (failures.isEmpty()) {
      return;
    }
    CacheException first = failures.get(0);
    failures.stream().skip(1).forEach(first::addSuppressed);
    throw first;
  }

  private ContentStore store(ModelName name, Path path) {
    return parts.bases().stream()
        .map(CacheDirectory::store)
        .filter(store -> store.models().path(name).equals(path))
        .findFirst()
        .orElse(parts.directory().store());
  }

  /** Leases the content, so that no process removes it. Best effort: locks may not work. */
  private void lease(List<Model> models, List<CacheLock.Held> leases) {
    try {
      for (Model model : models) {
        parts
            .locks()
            .tryAcquire(CacheLock.Key.lease(model.sha256()), CacheLock.Mode.SHARED)
            .ifPresent(leases::add);
      }
    } catch (IOException e) {
      // A directory without locks is read-only: no process can remove content from it.
      return;
    }
  }

  private BundleSummary write(
      Path file, List<Model> models, Map<ModelName, ContentStore> stores, Bundles.Draft draft)
      throws IOException {
    SourceRegistry registry =
        new SourceRegistry(
            ModelDescriber.withoutCredentials(parts.registry().get().sources()), models);
    Map<Sha256, Model> contents = new LinkedHashMap<>();
    models.forEach(model -> contents.putIfAbsent(model.sha256(), model));
    int all = contents.size();
    contents.keySet().removeAll(known);
    byte[] text =
        writer.write(registry, RegistryWriter.Format.YAML).getBytes(StandardCharsets.UTF_8);
    draft.begin(new Bundles.Entry(Bundles.REGISTRY, text.length));
    draft.write(ByteBuffer.wrap(text));
    long length = contents.values().stream().mapToLong(it -> it.size().orElseThrow()).sum();
    parts.progress().on(Progress.Work.ofAll(Progress.WorkKind.BUNDLE, 0, length));
    for (Model model : contents.values()) {
      pack(model, stores.getOrDefault(model.name(), parts.directory().store()), draft);
    }
    long bytes = draft.publish();
    return new BundleSummary(file, bytes, models.size(), contents.size(), all - contents.size());
  }

  /** The next step if a library is missing, else another one. */
  static Hint hintFor(IOException e, Hint other) {
    if (e instanceof Archives.LibraryAbsent) {
      return Hint.ADD_LIBRARY;
    }
    return e instanceof Archives.Unavailable ? Hint.PROVIDE_LIBRARY : other;
  }

  private static Hint hint(IOException e) {
    if (e instanceof NoSuchFileException) {
      return Hint.MAKE_BUNDLE_FOLDER;
    }
    return String.valueOf(e.getMessage()).contains("No space left")
        ? Hint.FREE_BUNDLE_SPACE
        : hintFor(e, Hint.CHOOSE_WRITABLE_FILE);
  }

  private void pack(Model model, ContentStore store, Bundles.Draft draft) throws IOException {
    long total = model.size().orElseThrow();
    report(model, 0, total);
    FragmentedHasher digest = new FragmentedHasher(model);
    long offset = 0;
    try (Content content = store.models().open(model.name())) {
      draft.begin(new Bundles.Entry(Bundles.CONTENTS + model.sha256(), total));
      ByteBuffer buffer = ByteBuffer.allocate(Hashing.BUFFER_BYTES);
      while (offset < total) {
        buffer.clear().limit((int) Math.min(buffer.capacity(), total - offset));
        int count = content.read(offset, buffer);
        if (count < 0) {
          throw damaged(model, "was truncated while it was read");
        }
        digest.update(buffer.flip());
        draft.write(buffer);
        offset += count;
        report(model, offset, total);
      }
    }
    digest
        .wrong()
        .ifPresent(
            what -> {
              throw damaged(model, what);
            });
  }

  private static CacheException damaged(Model model, String what) {
    return new CacheException(
            CacheException.Kind.INTEGRITY,
            model.name() + ": its file in the cache " + what,
            Hint.REPAIR_MODEL)
        .about(model.name());
  }

  private void report(Model model, long bytes, long total) {
    parts.progress().on(Progress.Work.of(Progress.WorkKind.BUNDLE, model.name(), bytes, total));
  }
}
