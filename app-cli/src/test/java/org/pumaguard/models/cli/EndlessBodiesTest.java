package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.http.Fault;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.MountedDisk;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.ProgressEvents;
import org.pumaguard.models.testkit.SampleRegistry;

/** Bodies of which nobody says how long they are, on a disk of eight mebibytes. */
class EndlessBodiesTest {

  private static final int MIB = 1 << 20;
  private static final int BYTES = 5 * MIB;
  private static final String FILE = "/m.h5";
  private static final Fault ENDLESS = Fault.ENDLESS.with(Fault.IGNORED_RANGE);

  @TempDir private Path temp;
  private FetchFixture fixture;
  private MountedDisk disk = MountedDisk.NOTHING;

  @BeforeEach
  void publish() throws IOException {
    fixture =
        new FetchFixture(
            temp.resolve("home"),
            new SampleRegistry(temp.resolve("www")).single(FetchFixture.MODEL, BYTES, 1));
    disk = MountedDisk.memory(Files.createDirectories(fixture.launcher.cache()), 8 * MIB);
  }

  @AfterEach
  void stop() throws IOException {
    fixture.close();
    disk.close();
  }

  @Test
  void oneThatDoesNotEndIsLeftForTheMirror() throws IOException {
    fixture.first.failAlways(FILE, ENDLESS);
    ProgramResult result = fixture.cacheFromBoth();
    fixture.checkCached(result);
    assertTrue(fixture.first.bytesSent() < 20 * MIB, () -> "" + fixture.first.bytesSent());
    assertEquals(List.of(FetchFixture.url(fixture.mirror)), switches(result).values("source"));
  }

  @Test
  void exitsWithIntegrityAndLeavesNoBytes() throws IOException {
    fixture.first.failAlways(FILE, ENDLESS);
    fixture.checkRefused(Exit.INTEGRITY, "what its disk has room for", fixture.cache());
    assertTrue(fixture.files.bytes() < MIB, () -> fixture.files.all().toString());
    ProgramResult listed =
        fixture.launcher.run("-r", fixture.published.folder().toString(), "list");
    assertTrue(listed.out().contains("missing"), listed::toString);
    fixture.first.heal();
    fixture.checkCached(fixture.cache());
  }

  @Test
  void aFragmentIsNoLongerThanTheModel() throws IOException {
    try (FetchFixture sized = modelOfSize()) {
      sized.first.failAlways(FetchFixture.path('b'), ENDLESS.with(Fault.rate(MIB)));
      sized.checkRefused(
          Exit.INTEGRITY, "at most 600000 bytes, which is the size of the model", sized.cache());
      sized.checkCached(sized.cacheFromBoth());
    }
  }

  @Test
  void wrongBytesLeaveNothing() throws IOException {
    fixture.first.failAlways(FILE, Fault.flip(7));
    fixture.checkRefused(Exit.INTEGRITY, "expected sha256", fixture.cache());
    assertTrue(fixture.files.bytes() < MIB, () -> fixture.files.all().toString());
  }

  private static ProgressEvents switches(ProgramResult result) {
    return ProgressEvents.of(result).named("source-switched");
  }

  /** Of which the registry says how long the model is, and not how long its fragments are. */
  private FetchFixture modelOfSize() throws IOException {
    SampleRegistry published =
        SampleRegistry.sized(temp.resolve("sized")).fragmented(FetchFixture.MODEL, 3, 200_000, 1);
    FetchFixture sized = new FetchFixture(temp.resolve("another"), published);
    Path registry = published.folder().resolve("model-registry.yaml");
    Files.writeString(registry, Files.readString(registry).replaceAll(" +size: 200000\n", ""));
    return sized;
  }
}
