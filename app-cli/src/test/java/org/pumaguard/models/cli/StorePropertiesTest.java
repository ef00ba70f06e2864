package org.pumaguard.models.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import org.pumaguard.models.domain.model.ModelName;

/**
 * Whatever a cache, its publisher and its user do one after the other, and wherever processes die
 * in between, what the cache hands out is right and what is the user's stays.
 */
class StorePropertiesTest {

  private static final int MOST_DEEDS = 12;
  private static final int MOST_STEPS = 40;

  @Property(shrinking = ShrinkingMode.BOUNDED)
  void whatIsHandedOutIsRight(@ForAll("sequences") List<Deed> deeds) throws IOException {
    Path temp = Files.createTempDirectory(place(), "store-properties");
    try (StoreWorld world = new StoreWorld(temp)) {
      for (Deed deed : deeds) {
        deed.action().in(world);
        world.check();
      }
      world.ensure(List.of());
      world.check();
      world.checkNothingNeedless();
      world.cache().clear(List.of(), false);
      world.checkEmpty();
    } finally {
      deleteAll(temp);
    }
  }

  /** In memory where that is possible: it is not the disk that is tested. */
  private static Path place() {
    Path memory = Path.of("/dev/shm");
    return Files.isWritable(memory) ? memory : Path.of(System.getProperty("java.io.tmpdir"));
  }

  @Provide
  Arbitrary<List<Deed>> sequences() {
    Arbitrary<Deed> done = done();
    Arbitrary<Deed> crashed =
        Arbitraries.integers()
            .between(0, MOST_STEPS)
            .flatMap(
                steps ->
                    byTheCache()
                        .map(
                            deed ->
                                new Deed(
                                    deed.name() + ", dead before step " + steps,
                                    world -> world.crash(steps, deed.action()))));
    return Arbitraries.frequencyOf(Tuple.of(4, done), Tuple.of(2, crashed))
        .list()
        .ofMaxSize(MOST_DEEDS);
  }

  private static Arbitrary<Deed> done() {
    return Arbitraries.oneOf(byTheCache(), byOthers());
  }

  /** A new operation of the cache is a line. */
  private static Arbitrary<Deed> byTheCache() {
    Arbitrary<ModelName> names = Arbitraries.of(ChangingModels.NAMES);
    return Arbitraries.oneOf(
        names.map(name -> new Deed("ensure " + name, world -> world.ensure(List.of(name)))),
        Arbitraries.just(new Deed("ensure all", world -> world.ensure(List.of()))),
        names.map(name -> new Deed("roll back " + name, world -> world.rollback(name))),
        Arbitraries.integers()
            .between(0, 2)
            .map(keep -> new Deed("prune to " + keep, world -> world.prune(keep))),
        names.map(name -> new Deed("ensure and pin " + name, world -> world.pin(name))),
        names.map(name -> new Deed("use and prune " + name, world -> world.pruneInUse(name))),
        Arbitraries.just(new Deed("repair", world -> world.cache().repair(List.of()))),
        Arbitraries.just(new Deed("verify", world -> world.cache().verify(List.of()))),
        names.map(
            name -> new Deed("clear " + name, world -> world.cache().clear(List.of(name), false))),
        Arbitraries.just(new Deed("clear all", world -> world.cache().clear(List.of(), false))));
  }

  private static Arbitrary<Deed> byOthers() {
    Arbitrary<ModelName> names = Arbitraries.of(ChangingModels.NAMES);
    return Arbitraries.oneOf(
        names.map(name -> new Deed("publish " + name, world -> world.catalogue.publish(name))),
        Arbitraries.just(new Deed("reopen", StoreWorld::reopen)),
        Arbitraries.just(
            new Deed(
                "delete the cache registry",
                world -> Files.deleteIfExists(world.directory.resolve("model-registry.json")))),
        damage(),
        names.map(
            name ->
                new Deed(
                    "put the right file at " + name,
                    world ->
                        world.user.put(
                            world.directory.resolve(name.value()),
                            world.catalogue.content(name)))));
  }

  private static Arbitrary<Deed> damage() {
    return Arbitraries.of(ChangingModels.NAMES)
        .flatMap(
            name ->
                Arbitraries.of(SimulatedUser.Deed.values())
                    .flatMap(
                        deed ->
                            Arbitraries.of(
                                new Deed(
                                    deed + " the file of " + name,
                                    world ->
                                        world.user.act(
                                            deed, world.directory.resolve(name.value()))),
                                new Deed(
                                    deed + " the content of " + name,
                                    world ->
                                        world.user.act(
                                            deed, world.blob(world.catalogue.digest(name)))))));
  }

  private static void deleteAll(Path root) {
    try (Stream<Path> all = Files.walk(root)) {
      all.sorted(Comparator.reverseOrder()).forEach(StorePropertiesTest::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Something that is done, and how a report calls it. */
  private record Deed(String name, StoreWorld.Action action) {
    @Override
    public String toString() {
      return name;
    }
  }
}
