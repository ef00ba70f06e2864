package org.pumaguard.models.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.EnsureOutcome;
import org.pumaguard.models.domain.cache.ModelCache;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.policy.Retention;
import org.pumaguard.models.testkit.Damage;

/**
 * What is done with a cache while it is killed.
 *
 * <p>A new one is a line: which editions were made available before, the edition that is in effect
 * then, what is done, and of which editions a model may show one at any moment.
 */
@SuppressWarnings("ImmutableEnumChecker") // Functions that hold nothing, and what List.of makes.
enum Operation {
  FETCH(
      List.of(),
      TwoEditions.FIRST,
      (cache, embedded, folder) -> ensureAll(cache),
      List.of("", TwoEditions.FIRST)),
  UPDATE(
      List.of(TwoEditions.FIRST),
      TwoEditions.SECOND,
      (cache, embedded, folder) -> ensureAll(cache),
      List.of(TwoEditions.FIRST, TwoEditions.SECOND)),
  ROLLBACK(
      List.of(TwoEditions.FIRST, TwoEditions.SECOND),
      TwoEditions.SECOND,
      (cache, embedded, folder) -> TwoEditions.CHANGING.forEach(name -> rollback(cache, name)),
      List.of(TwoEditions.FIRST, TwoEditions.SECOND)),
  REPAIR(
      List.of(TwoEditions.FIRST),
      TwoEditions.FIRST,
      (cache, embedded, folder) -> cache.repair(List.of()),
      List.of(TwoEditions.FIRST)),
  READ_A_COPY(
      List.of(TwoEditions.FIRST),
      TwoEditions.FIRST,
      (cache, embedded, folder) -> ensureAll(cache),
      List.of(TwoEditions.FIRST)),
  PRUNE(
      List.of(TwoEditions.FIRST, TwoEditions.SECOND),
      TwoEditions.SECOND,
      (cache, embedded, folder) ->
          cache.prune(new Retention(0, Optional.empty(), OptionalLong.empty()), false),
      List.of(TwoEditions.SECOND)),
  IMPORT(
      List.of(),
      TwoEditions.FIRST,
      (cache, embedded, folder) -> importFrom(cache, embedded, folder),
      List.of("", TwoEditions.FIRST)),
  PIN(
      List.of(TwoEditions.FIRST),
      TwoEditions.FIRST,
      (cache, embedded, folder) -> pinAndUnpin(cache),
      List.of(TwoEditions.FIRST)),
  EVICT(
      List.of(TwoEditions.FIRST),
      TwoEditions.FIRST,
      (cache, embedded, folder) -> evict(cache),
      List.of("", TwoEditions.FIRST)),
  QUOTA(
      List.of(TwoEditions.FIRST),
      TwoEditions.SECOND,
      (cache, embedded, folder) -> fetchUnderQuota(cache),
      List.of("", TwoEditions.FIRST, TwoEditions.SECOND)),
  CLEAR(
      List.of(TwoEditions.FIRST),
      TwoEditions.FIRST,
      (cache, embedded, folder) -> cache.clear(List.of(), false),
      List.of("", TwoEditions.FIRST));

  private static final String DAMAGED = "m.h5";
  private static final String PINNED = "s.pt";

  /** All goes that is not pinned: which of several goes first is for the clock to say. */
  private static final long QUOTA_BYTES = 0;

  private final List<String> earlier;
  private final String edition;
  private final Act act;
  private final List<String> shows;

  Operation(List<String> earlier, String edition, Act act, List<String> shows) {
    this.earlier = earlier;
    this.edition = edition;
    this.act = act;
    this.shows = shows;
  }

  /** Makes a cache directory ready for it, undisturbed. */
  void prepare(Path directory, Path folder) {
    for (String before : earlier) {
      try (EmbeddedCache embedded = new EmbeddedCache(directory)) {
        ensureAll(local(embedded, folder, before));
      }
    }
    if (this == REPAIR) {
      Damage.flip(directory.resolve(DAMAGED));
    }
    if (this == READ_A_COPY) {
      copyWithoutLinks(directory);
    }
    if (this == QUOTA || this == EVICT) {
      try (EmbeddedCache embedded = new EmbeddedCache(directory)) {
        local(embedded, folder, TwoEditions.FIRST).pin(List.of(ModelName.parse(PINNED)), true);
      }
    }
    if (this == IMPORT) {
      bundle(folder);
    }
  }

  /** Does it, and tells of each step before it is done. */
  void act(Path directory, Path folder, String server, Consumer<String> before) {
    try (EmbeddedCache embedded = new EmbeddedCache(directory, before, quota())) {
      act.on(embedded.cache(folder.resolve(edition), server + edition + "/"), embedded, folder);
    }
  }

  private OptionalLong quota() {
    return this == QUOTA ? OptionalLong.of(QUOTA_BYTES) : OptionalLong.empty();
  }

  /** The editions of which a model may show one at any moment; nothing for none. */
  List<String> shows() {
    return shows;
  }

  /** The edition that is in effect. */
  String edition() {
    return edition;
  }

  /** What is damaged until it is done. */
  Set<String> damaged() {
    return this == REPAIR ? Set.of(DAMAGED) : Set.of();
  }

  private static void copyWithoutLinks(Path directory) {
    try (Stream<Path> all = Files.walk(directory.resolve(".pumaguard/v1/blobs"))) {
      for (Path blob : all.filter(Files::isRegularFile).toList()) {
        Path copy = Files.copy(blob, directory.resolve("copy"));
        Files.move(copy, blob, StandardCopyOption.ATOMIC_MOVE);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ModelCache local(EmbeddedCache embedded, Path folder, String edition) {
    return embedded.cache(folder.resolve(edition), folder.resolve(edition).toString());
  }

  private static void ensureAll(ModelCache cache) {
    throwFirst(cache.ensureAll(List.of()));
  }

  private static void throwFirst(List<EnsureOutcome> outcomes) {
    outcomes.stream()
        .map(EnsureOutcome::failure)
        .flatMap(Optional::stream)
        .findFirst()
        .ifPresent(
            failure -> {
              throw failure;
            });
  }

  /** Who is there already, since another was killed behind that step, has nothing to go back to. */
  private static void rollback(ModelCache cache, String name) {
    try {
      cache.rollback(ModelName.parse(name));
    } catch (CacheException e) {
      if (e.kind() != CacheException.Kind.UNKNOWN_MODEL) {
        throw e;
      }
    }
  }

  private static void pinAndUnpin(ModelCache cache) {
    for (boolean pinned : new boolean[] {true, false}) {
      cache.pin(TwoEditions.names().stream().map(ModelName::parse).toList(), pinned);
    }
  }

  private static void evict(ModelCache cache) {
    cache.prune(Retention.quota(QUOTA_BYTES), false);
  }

  /** The quota is enforced after a fetch only, so a hit evicts explicitly. */
  private static void fetchUnderQuota(ModelCache cache) {
    throwFirst(cache.ensureAll(List.of(ModelName.parse(PINNED))));
    evict(cache);
  }

  private static void importFrom(ModelCache cache, EmbeddedCache embedded, Path folder) {
    throwFirst(embedded.bundler(cache).importFrom(file(folder)).outcomes());
  }

  private static synchronized void bundle(Path folder) {
    if (!Files.exists(file(folder))) {
      try (EmbeddedCache embedded = new EmbeddedCache(folder.resolveSibling("bundled"))) {
        ModelCache cache = local(embedded, folder, TwoEditions.FIRST);
        ensureAll(cache);
        embedded.bundler(cache).create(file(folder), List.of());
      }
    }
  }

  private static Path file(Path folder) {
    return folder.resolve("bundle.tar");
  }

  /** What is done. */
  private interface Act {
    void on(ModelCache cache, EmbeddedCache embedded, Path folder);
  }
}
