package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.pumaguard.models.domain.api.DamagedModel;
import org.pumaguard.models.domain.api.VerifyResult;
import org.pumaguard.models.domain.cache.ModelCache;
import org.pumaguard.models.domain.policy.Retention;
import org.pumaguard.models.http.FaultyServer;
import org.pumaguard.models.testkit.CacheFiles;
import org.pumaguard.models.testkit.Digests;

/**
 * One cache directory, and a server for it alone, on which an operation is done by a process that
 * is killed; and what has to be true then, and after another process has come to its end.
 */
final class KillTrial implements AutoCloseable {

  private static final int AT_ONCE = 2;

  /** All would take minutes: a build tries the first two, and then fewer and fewer. */
  private static final boolean ALL = Boolean.getBoolean("sweep.all");

  /** A time that a right clock may have recorded: not before 2020. */
  private static final Instant LONG_AGO = Instant.parse("2021-01-01T00:00:00Z");

  /** Of what is cached; what a process left that died goes in any case. */
  private static final Retention KEEP_ALL =
      new Retention(Integer.MAX_VALUE, Optional.empty(), OptionalLong.empty());

  /** What tells an unpacked directory says more while that is replaced. */
  private static final Path MARKS = Path.of(".pumaguard/v1/unpacked");

  /** The lock marks of a process that died stay until another takes the same lock. */
  private static final Path OWNERS = Path.of(".pumaguard/v1/owners");

  private final Operation operation;
  private final TwoEditions editions;
  private final String name;
  private final Path directory;
  private final Path www;
  private final FaultyServer server = new FaultyServer();
  private final CacheFiles files;

  private KillTrial(Path temp, Operation operation, TwoEditions editions, String name)
      throws IOException {
    this.operation = operation;
    this.editions = editions;
    this.name = operation + ", " + name;
    this.directory = temp.resolve(operation + "-" + name.replace(' ', '-'));
    this.www = temp.resolve("www");
    this.files = new CacheFiles(directory);
    editions.serve(server);
  }

  /**
   * Does an operation again and again, each time in a directory of its own, and has it killed at
   * one moment after the other until it is not killed any more.
   *
   * @param moments makes the killer for the n-th moment, from 1
   * @return how often it was killed
   */
  static int sweep(Path temp, Operation operation, String what, IntFunction<Killer> moments)
      throws Exception {
    return sweep(temp, operation, what, 1, moments);
  }

  /**
   * The same.
   *
   * @param atOnce how many models may be on their way when it is killed
   */
  static int sweep(
      Path temp, Operation operation, String what, int atOnce, IntFunction<Killer> moments)
      throws Exception {
    TwoEditions editions = new TwoEditions(temp.resolve("www"));
    AtomicInteger next = new AtomicInteger();
    AtomicInteger kills = new AtomicInteger();
    AtomicBoolean done = new AtomicBoolean();
    ExecutorService executor = Executors.newFixedThreadPool(AT_ONCE);
    try (KillTrial undisturbed = new KillTrial(temp, operation, editions, what + " undisturbed")) {
      assertFalse(undisturbed.isKilled(moments.apply(Integer.MAX_VALUE)));
      undisturbed.finish();
      List<Future<?>> runs = new ArrayList<>();
      for (int i = 0; i < AT_ONCE; i++) {
        runs.add(
            executor.submit(
                () -> {
                  while (!done.get()) {
                    int trials = next.getAndIncrement();
                    int moment = ALL ? 1 + trials : 1 + trials * trials;
                    String name = what + " " + moment;
                    try (KillTrial trial = new KillTrial(temp, operation, editions, name)) {
                      if (trial.holds(moments.apply(moment), undisturbed, atOnce)) {
                        kills.incrementAndGet();
                      } else {
                        done.set(true);
                      }
                    } catch (AssertionError | Exception e) {
                      done.set(true);
                      throw e;
                    }
                  }
                  return null;
                }));
      }
      for (Future<?> run : runs) {
        run.get();
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AssertionError failure) {
        throw failure;
      }
      throw e;
    } finally {
      executor.shutdown();
    }
    return kills.get();
  }

  private boolean holds(Killer killer, KillTrial undisturbed, int atOnce)
      throws IOException, InterruptedException {
    if (!isKilled(killer)) {
      return false;
    }
    checkNothingLost(operation.damaged());
    finish();
    checkNothingLost(Set.of());
    checkEqual(undisturbed, atOnce);
    return true;
  }

  /** Does the operation in a process that may be killed. */
  private boolean isKilled(Killer killer) throws IOException, InterruptedException {
    operation.prepare(directory, www);
    return killer.kills(operation, directory, www, FetchFixture.url(server));
  }

  /**
   * Each model shows an edition that it may show, whole, and a fresh cache finds no damage.
   *
   * @param damaged models that were damaged before
   */
  private void checkNothingLost(Set<String> damaged) throws IOException {
    for (String model : TwoEditions.names()) {
      Path file = directory.resolve(model);
      String shown = Files.exists(file) ? Digests.of(file) : "";
      Set<String> allowed =
          operation.shows().stream()
              .map(edition -> edition.isEmpty() ? "" : editions.digest(edition, model))
              .collect(Collectors.toSet());
      assertTrue(
          allowed.contains(shown) || damaged.contains(model),
          () -> message(model + " shows '" + shown + "'"));
    }
    Set<String> visible = new TreeSet<>(files.visible());
    visible.removeAll(TwoEditions.names());
    visible.removeAll(Set.of(TwoEditions.UNPACKED, "model-registry.json"));
    assertEquals(Set.of(), visible, message("what else is visible"));
    try (EmbeddedCache embedded = new EmbeddedCache(directory)) {
      ModelCache cache = embedded.cache(www.resolve(operation.edition()), FetchFixture.url(server));
      for (VerifyResult verified : cache.verify(List.of())) {
        assertTrue(
            verified.result() == VerifyResult.Result.OK
                || verified.result() == VerifyResult.Result.MISSING
                || damaged.contains(verified.name().value())
                || isBetweenFileAndDirectory(verified),
            () -> message(verified.toString()));
      }
    }
  }

  /** A file and its unpacked directory cannot be replaced by one rename: the directory follows. */
  private boolean isBetweenFileAndDirectory(VerifyResult verified) throws IOException {
    return verified instanceof DamagedModel.Directory half
        && half.reason().startsWith("an update was interrupted")
        && operation.shows().stream()
            .map(TwoEditions::label)
            .toList()
            .contains(
                Files.readString(directory.resolve(TwoEditions.UNPACKED).resolve("labels.txt")));
  }

  /** What was begun comes to its end, and then there is nothing left to be done. */
  private void finish() throws IOException {
    operation.act(directory, www, FetchFixture.url(server), step -> {});
    long sent = server.bytesSent();
    operation.act(directory, www, FetchFixture.url(server), step -> {});
    for (Path file : new CacheFiles(directory.resolve(".pumaguard/v1/staging")).all()) {
      // A small file has no lock; it counts as abandoned after a while.
      Files.setLastModifiedTime(file, FileTime.from(LONG_AGO));
    }
    try (EmbeddedCache embedded = new EmbeddedCache(directory)) {
      embedded
          .cache(www.resolve(operation.edition()), FetchFixture.url(server))
          .prune(KEEP_ALL, false);
    }
    assertEquals(sent, server.bytesSent(), message("bytes sent for cached models"));
  }

  /**
   * What is there is as if nothing had happened; only the models that were on their way may have
   * been sent twice.
   */
  private void checkEqual(KillTrial undisturbed, int atOnce) {
    long most = undisturbed.server.bytesSent() + (long) atOnce * TwoEditions.LONGEST_BYTES;
    assertTrue(
        server.bytesSent() <= most,
        () -> message(server.bytesSent() + " bytes were sent, of at most " + most));
    assertEquals(undisturbed.files.visible(), files.visible(), message("what is visible"));
    Set<String> more = content();
    more.removeAll(undisturbed.content());
    assertEquals(Set.of(), more, message("what is left over"));
  }

  /** Paths with lengths. */
  private Set<String> content() {
    return files.all().stream()
        .filter(file -> !file.endsWith("model-registry.json"))
        .map(directory::relativize)
        .filter(file -> !file.startsWith(OWNERS))
        .map(file -> file + (file.startsWith(MARKS) ? "" : " " + size(directory.resolve(file))))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private String message(String what) {
    return name + ": " + what + " after " + log() + "; there is " + content();
  }

  private String log() {
    try {
      return Files.readString(Path.of(directory + ".log")).strip();
    } catch (IOException e) {
      return "?";
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A process that does an operation and may be killed in the middle. */
  interface Killer {

    /** Whether it was killed; otherwise it has come to its end. */
    boolean kills(Operation operation, Path directory, Path folder, String server)
        throws IOException, InterruptedException;
  }
}
