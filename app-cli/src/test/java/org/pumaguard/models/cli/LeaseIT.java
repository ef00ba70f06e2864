package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.Lease;
import org.pumaguard.models.domain.cache.ModelCache;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.testkit.CacheFiles;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.Launcher;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.SampleRegistry;

/** A model that a program has leased stays, whoever wants to remove it, until that program ends. */
@Execution(ExecutionMode.CONCURRENT)
class LeaseIT {

  private static final String IN_USE =
      "a.pt is left where it is: it is in use by a program that holds a lease";

  @TempDir private Path temp;
  private Launcher launcher;
  private Path registry;
  private String place = "";

  @BeforeEach
  void publish() throws IOException {
    launcher = new Launcher(Files.createDirectory(temp.resolve("home")));
    registry =
        new SampleRegistry(temp.resolve("www"))
            .single("a.pt", 5000, 1)
            .single("b.pt", 6000, 2)
            .registry();
    place = registry.toString();
  }

  @Test
  void aLeaseOfAnotherProcessEndsWithItHoweverItEnds() throws Exception {
    assertEquals(Exit.OK, launcher.run("-r", place, "cache").status());
    try (LeasingProcess other = LeasingProcess.start(launcher.cache(), registry, "a.pt")) {
      assertEquals(model("a.pt").toString(), other.answer());
      ProgramResult dry = launcher.run("prune", "--max-size", "0", "--dry-run");
      ProgramResult pruned = launcher.run("prune", "--max-size", "0");
      assertEquals(dry.out().replace("would free", "freed"), pruned.out(), "as it was said");
      assertTrue(dry.err().contains(IN_USE), dry::toString);
      assertEquals("b.pt\t6000\nfreed\t6000\n", pruned.out(), pruned::toString);
      assertTrue(pruned.err().contains(IN_USE), pruned::toString);
      assertTrue(pruned.err().contains("5000 bytes larger than --max-size"), pruned::toString);
      ProgramResult cleared = launcher.run("clear", "-y");
      assertTrue(cleared.err().contains(IN_USE), cleared::toString);
      assertEquals("freed\t0\n", cleared.out());
      assertTrue(Files.exists(model("a.pt")));
      other.kill();
    }
    assertEquals("a.pt\t5000\nfreed\t5000\n", launcher.run("prune", "--max-size", "0").out());
    assertFalse(Files.exists(model("a.pt")));
  }

  @Test
  void aLeaseThatIsClosedHoldsNothing() throws Exception {
    try (LeasingProcess other = LeasingProcess.start(launcher.cache(), registry, "a.pt")) {
      assertEquals(model("a.pt").toString(), other.answer(), "it was fetched for the lease");
      other.end();
    }
    assertEquals("freed\t5000\n", lastLine(launcher.run("clear", "-y")));
  }

  @Test
  void manyLeasesOfOneProgramHoldUntilTheLastIsClosed() throws Exception {
    ModelCache cache = LeasingProcess.cache(launcher.cache(), registry);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<Lease>> leases = new ArrayList<>();
      for (int i = 0; i < 32; i++) {
        leases.add(threads.submit(() -> cache.lease(ModelName.parse("a.pt"))));
      }
      Lease last = leases.get(31).get();
      for (int i = 0; i < 31; i++) {
        leases.get(i).get().close();
        leases.get(i).get().close();
      }
      assertEquals("freed\t0\n", lastLine(launcher.run("clear", "-y")));
      assertEquals(
          1, cache.clear(List.of(), false).stream().filter(one -> one.kept().isPresent()).count());
      assertTrue(Files.exists(last.path()));
      last.close();
      assertEquals("freed\t5000\n", lastLine(launcher.run("clear", "-y")));
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aLeasedVersionStaysStoredWhenTheModelIsUpdated() throws Exception {
    try (LeasingProcess other = LeasingProcess.start(launcher.cache(), registry, "a.pt")) {
      assertEquals(model("a.pt").toString(), other.answer());
      String next =
          new SampleRegistry(temp.resolve("next")).single("a.pt", 7000, 3).registry().toString();
      assertEquals(Exit.OK, launcher.run("-r", next, "cache").status());
      ProgramResult kept = launcher.run("prune", "--keep", "0");
      assertTrue(kept.err().contains("former version "), kept::toString);
      assertEquals("freed\t0\n", kept.out());
      other.kill();
    }
    assertEquals("freed\t5000\n", lastLine(launcher.run("prune", "--keep", "0")));
  }

  @Test
  void aReadOnlyLeaseNeedsNoLock() throws Exception {
    assertEquals(Exit.OK, launcher.run("-r", place, "cache").status());
    List<Path> before = new CacheFiles(launcher.cache()).all();
    Files.setPosixFilePermissions(
        launcher.cache().resolve(".pumaguard/v1"), PosixFilePermissions.fromString("r-xr-xr-x"));
    try (Lease lease =
        LeasingProcess.cache(launcher.cache(), registry).lease(ModelName.parse("b.pt"))) {
      assertEquals(model("b.pt"), lease.path());
    }
    assertEquals(before, new CacheFiles(launcher.cache()).all());
  }

  @Test
  void whatCanNotBeHadCanNotBeLeased() {
    ModelCache cache = LeasingProcess.cache(launcher.cache(), registry);
    CacheException unknown =
        assertThrows(CacheException.class, () -> cache.lease(ModelName.parse("no.pt")).close());
    assertEquals(CacheException.Kind.UNKNOWN_MODEL, unknown.kind());
    assertFalse(Files.exists(launcher.cache()));
  }

  private Path model(String name) {
    return launcher.cache().resolve(name);
  }

  private static String lastLine(ProgramResult result) {
    int begin = result.out().lastIndexOf("freed");
    return begin < 0 ? result.toString() : result.out().substring(begin);
  }
}
