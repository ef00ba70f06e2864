package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.EnsureOutcome;
import org.pumaguard.models.domain.api.VerifyResult;
import org.pumaguard.models.domain.cache.ModelCache;
import org.pumaguard.models.domain.policy.Retention;
import org.pumaguard.models.testkit.Damage;
import org.pumaguard.models.testkit.Digests;

/**
 * A file, a directory and links at every place where the cache writes: what it can't do for them it
 * refuses, nothing outside its directory is touched, no model is lost, and without them all goes
 * on.
 */
class ObstaclesTest {

  private static final List<String> PLACES =
      List.of(
          ".pumaguard",
          ".pumaguard/v1",
          ".pumaguard/v1/blobs",
          ".pumaguard/v1/pieces",
          ".pumaguard/v1/blocks",
          ".pumaguard/v1/partials",
          ".pumaguard/v1/staging",
          ".pumaguard/v1/trash",
          ".pumaguard/v1/aside",
          ".pumaguard/v1/registries",
          ".pumaguard/v1/unpacked",
          ".pumaguard/v1/condemned",
          ".pumaguard/v1/locks",
          "model-registry.json",
          "labels");

  @TempDir private Path temp;
  private Path directory = Path.of("");
  private Path outside = Path.of("");
  private Path www = Path.of("");

  static Stream<Arguments> obstacles() {
    return PLACES.stream()
        .flatMap(place -> Stream.of(Obstacle.values()).map(what -> Arguments.of(place, what)));
  }

  @BeforeEach
  void fillAPlaceOutside() throws IOException {
    directory = temp.resolve("cache");
    www = temp.resolve("www");
    outside = Files.createDirectories(temp.resolve("outside/v1/blobs"));
    Files.writeString(outside.resolve("precious"), "mine");
    outside = temp.resolve("outside");
    Files.writeString(outside.resolve("precious"), "mine");
  }

  @ParameterizedTest
  @MethodSource("obstacles")
  void nothingIsLostAndNothingOutsideIsTouched(String place, Obstacle what) throws IOException {
    TwoEditions editions = new TwoEditions(www);
    attempt(TwoEditions.FIRST, cache -> throwFirst(cache.ensureAll(List.of())));
    Path obstacle = directory.resolve(place);
    delete(obstacle);
    what.plant(obstacle, outside);
    Map<String, String> before = everythingOutside();
    attempt(TwoEditions.FIRST, cache -> cache.verify(List.of()));
    attempt(TwoEditions.SECOND, cache -> throwFirst(cache.ensureAll(List.of())));
    attempt(TwoEditions.SECOND, cache -> cache.prune(keepNothing(), false));
    checkWhole(editions);
    Damage.flip(directory.resolve("m.h5"));
    attempt(TwoEditions.SECOND, cache -> cache.repair(List.of()));
    assertEquals(before, everythingOutside());

    delete(obstacle);
    try (EmbeddedCache embedded = new EmbeddedCache(directory)) {
      ModelCache cache = cache(embedded, TwoEditions.SECOND);
      throwFirst(cache.ensureAll(List.of()));
      for (VerifyResult verified : cache.verify(List.of())) {
        assertEquals(VerifyResult.Result.OK, verified.result(), verified::toString);
      }
    }
    assertEquals(before, everythingOutside());
  }

  /** Does something that may be refused, but in no other way than a disk that does not work. */
  private void attempt(String edition, Act act) {
    try (EmbeddedCache embedded = new EmbeddedCache(directory)) {
      act.on(cache(embedded, edition));
    } catch (CacheException e) {
      assertEquals(CacheException.Kind.STORAGE, e.kind(), e::toString);
    }
  }

  private ModelCache cache(EmbeddedCache embedded, String edition) {
    return embedded.cache(www.resolve(edition), www.resolve(edition).toString());
  }

  private static void throwFirst(List<EnsureOutcome> outcomes) {
    for (EnsureOutcome outcome : outcomes) {
      if (outcome.failure().isPresent()) {
        throw outcome.failure().get();
      }
    }
  }

  private static Retention keepNothing() {
    return new Retention(0, Optional.empty(), OptionalLong.empty());
  }

  private void checkWhole(TwoEditions editions) {
    for (String model : TwoEditions.names()) {
      String shown = Digests.of(directory.resolve(model));
      assertTrue(
          List.of(
                  editions.digest(TwoEditions.FIRST, model),
                  editions.digest(TwoEditions.SECOND, model))
              .contains(shown),
          model);
    }
  }

  private Map<String, String> everythingOutside() throws IOException {
    Map<String, String> everything = new TreeMap<>();
    try (Stream<Path> files = Files.walk(outside)) {
      for (Path file : files.toList()) {
        everything.put(file.toString(), Files.isRegularFile(file) ? Files.readString(file) : "");
      }
    }
    return everything;
  }

  private static void delete(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    List<Path> all = new ArrayList<>();
    try (Stream<Path> files = Files.walk(path)) {
      files.forEach(all::add);
    }
    all.sort(Comparator.reverseOrder());
    for (Path file : all) {
      Files.delete(file);
    }
  }

  /** What is in the way. */
  enum Obstacle {
    FILE,
    DIRECTORY,
    LINK_TO_DIRECTORY,
    LINK_TO_FILE,
    LINK_TO_NOTHING;

    void plant(Path place, Path outside) throws IOException {
      switch (this) {
        case FILE -> Files.writeString(place, "somebody's");
        case DIRECTORY -> Files.writeString(Files.createDirectory(place).resolve("its"), "mine");
        case LINK_TO_DIRECTORY -> Files.createSymbolicLink(place, outside);
        case LINK_TO_FILE -> Files.createSymbolicLink(place, outside.resolve("precious"));
        case LINK_TO_NOTHING -> Files.createSymbolicLink(place, outside.resolve("nothing"));
      }
    }
  }

  /** What is done. */
  private interface Act {
    void on(ModelCache cache);
  }
}
