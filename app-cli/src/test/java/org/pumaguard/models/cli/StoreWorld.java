package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.Lease;
import org.pumaguard.models.domain.cache.ModelCache;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.policy.Retention;
import org.pumaguard.models.domain.port.CacheRegistry;
import org.pumaguard.models.testkit.CacheFiles;
import org.pumaguard.models.testkit.Digests;

/** A cache, its publisher and its user, and what has to be true of them after each thing done. */
final class StoreWorld implements AutoCloseable {

  private static final int NEVER = Integer.MAX_VALUE;

  final Path directory;
  final ChangingModels catalogue;
  final SimulatedUser user;
  private final AtomicInteger stepsLeft = new AtomicInteger(NEVER);
  private EmbeddedCache embedded;
  private ModelCache cache;

  StoreWorld(Path temp) throws IOException {
    this.directory = temp.resolve("cache");
    this.catalogue = new ChangingModels(Files.createDirectories(temp.resolve("www")));
    this.user = new SimulatedUser(directory);
    this.embedded = open();
    this.cache = embedded.cache(catalogue::registry);
  }

  private EmbeddedCache open() {
    return new EmbeddedCache(directory, this::step);
  }

  /** A process that has died does nothing more. */
  private void step(String name) {
    if (stepsLeft.get() != NEVER && stepsLeft.decrementAndGet() < 0) {
      throw new Crash(name);
    }
  }

  ModelCache cache() {
    return cache;
  }

  /** Another process goes on. */
  void reopen() {
    embedded.close();
    stepsLeft.set(NEVER);
    embedded = open();
    cache = embedded.cache(catalogue::registry);
  }

  /** Does something in a process that dies before a step, and goes on in another. */
  void crash(int steps, Action deed) throws IOException {
    stepsLeft.set(steps);
    try {
      deed.in(this);
    } catch (RuntimeException | AssertionError e) {
      // As after a kill.
    }
    reopen();
  }

  /** Makes models available, which always works: the source has them all. */
  void ensure(List<ModelName> names) {
    cache
        .ensureAll(names)
        .forEach(
            outcome ->
                assertEquals(Optional.empty(), outcome.failure().map(CacheException::getMessage)));
  }

  /** Goes back to the version before, if that is there and whole. */
  void rollback(ModelName name) {
    try {
      cache.rollback(name);
    } catch (CacheException e) {
      assertTrue(
          Set.of(CacheException.Kind.UNKNOWN_MODEL, CacheException.Kind.INTEGRITY)
              .contains(e.kind()),
          e::getMessage);
    }
  }

  void pin(ModelName name) {
    ensure(List.of(name));
    cache.pin(List.of(name), true);
  }

  void prune(int keep) {
    cache.prune(new Retention(keep, Optional.empty(), OptionalLong.empty()), false);
  }

  /** What a program uses stays, whatever others do. */
  void pruneInUse(ModelName name) {
    try (Lease lease = cache.lease(name)) {
      String digest = Digests.of(lease.path());
      assertEquals(catalogue.digest(name), digest);
      Retention nothing = new Retention(0, Optional.empty(), OptionalLong.of(0));
      try (EmbeddedCache other = open()) {
        other.cache(catalogue::registry).prune(nothing, false);
      }
      assertEquals(digest, Digests.of(lease.path()), "what is in use");
    }
  }

  /** What is true at any time. */
  void check() {
    assertEquals(Set.of(), user.missing(), "files of the user's that are gone");
    for (ModelName name : ChangingModels.NAMES) {
      cache
          .find(name)
          .ifPresent(path -> assertEquals(catalogue.digest(name), Digests.of(path), name.value()));
    }
    for (CacheRegistry.Entry entry : embedded.records().entries().values()) {
      checkRecord(
          directory.resolve(entry.name().value()), entry.fingerprint(), entry.sha256().hex());
      for (CacheRegistry.Version version : entry.former()) {
        checkRecord(blob(version.sha256().hex()), version.fingerprint(), version.sha256().hex());
      }
    }
  }

  /** Who trusts the record must be right. */
  private void checkRecord(Path file, Fingerprint recorded, String digest) {
    if (Files.isRegularFile(file) && fingerprint(file).equals(recorded)) {
      assertEquals(digest, Digests.of(file), "the record of " + file);
    }
  }

  private static Fingerprint fingerprint(Path file) {
    try {
      return new Fingerprint(
          Files.size(file),
          Files.getLastModifiedTime(file).to(TimeUnit.NANOSECONDS),
          ((FileTime) Files.getAttribute(file, "unix:ctime")).to(TimeUnit.NANOSECONDS),
          ((Number) Files.getAttribute(file, "unix:ino")).longValue());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** After pruning there is no content but what the records name. */
  void checkNothingNeedless() {
    prune(1);
    check();
    Set<String> known = new HashSet<>();
    for (CacheRegistry.Entry entry : embedded.records().entries().values()) {
      known.add(entry.sha256().hex());
      entry.former().forEach(version -> known.add(version.sha256().hex()));
    }
    for (Path file : new CacheFiles(directory).all()) {
      if (file.startsWith(blobs())) {
        assertTrue(known.contains(String.valueOf(file.getFileName())), () -> "needless: " + file);
      }
    }
    checkNoneBelow("trash");
  }

  /** After everything is cleared, nothing is left but what is the user's. */
  void checkEmpty() {
    check();
    checkNoneBelow("blobs", "partials", "trash");
  }

  private void checkNoneBelow(String... folders) {
    for (String folder : folders) {
      Path place = directory.resolve(".pumaguard/v1").resolve(folder);
      assertEquals(List.of(), new CacheFiles(place).all(), folder);
    }
  }

  Path blob(String digest) {
    return blobs().resolve(digest.substring(0, 2)).resolve(digest);
  }

  private Path blobs() {
    return directory.resolve(".pumaguard/v1/blobs");
  }

  @Override
  public void close() {
    embedded.close();
  }

  /** Something that is done in a world. */
  interface Action {
    void in(StoreWorld world) throws IOException;
  }

  /** The process has died. */
  static final class Crash extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Crash(String step) {
      super(step);
    }
  }
}
