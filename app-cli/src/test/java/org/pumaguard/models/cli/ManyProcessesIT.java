package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.http.Fault;

/** Many processes that want the same model at once. */
@Tag("slow")
class ManyProcessesIT {

  private static final int PROCESSES = 16;
  private static final int KILLED = 12;
  private static final int FRAGMENTS = 8;
  private static final int FRAGMENT_BYTES = 250_000;
  private static final long MODEL_BYTES = (long) FRAGMENTS * FRAGMENT_BYTES;

  @TempDir private Path temp;

  @Test
  void fetchItOnce() throws IOException {
    try (Rig rig = rig()) {
      for (Launcher.Result result : finish(start(rig, PROCESSES))) {
        assertEquals(0, result.status(), result::toString);
      }
      assertEquals(MODEL_BYTES, rig.first.bytesSent());
      assertIsRight(rig);
    }
  }

  @Test
  void goOnWhereOneWasKilled() throws IOException {
    try (Rig rig = rig()) {
      List<Launcher.Running> all = start(rig, PROCESSES);
      for (int i = 1; i <= KILLED; i++) {
        long reached = i * MODEL_BYTES / (KILLED + 1);
        // Whoever is at work may be among them, or wait, or not even have begun.
        all.get(all.size() - 1).await(() -> rig.first.bytesSent() >= reached);
        all.remove(0).kill();
      }
      for (Launcher.Result result : finish(all)) {
        assertEquals(0, result.status(), result::toString);
      }
      // What was on its way to who was killed comes once more: at most a fragment for each.
      long most = MODEL_BYTES + MODEL_BYTES / 20 + KILLED * FRAGMENT_BYTES;
      assertTrue(rig.first.bytesSent() <= most, () -> rig.first.bytesSent() + " bytes sent");
      assertIsRight(rig);
    }
  }

  private Rig rig() throws IOException {
    Rig rig =
        new Rig(
            temp.resolve("home"),
            new Published(temp.resolve("www"))
                .fragmented("model.h5", FRAGMENTS, FRAGMENT_BYTES, 1));
    rig.first.failEverywhere(Fault.rate(FRAGMENT_BYTES / 4));
    return rig;
  }

  private static List<Launcher.Running> start(Rig rig, int count) {
    List<Launcher.Running> started = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      started.add(
          rig.launcher.start(
              "-r", rig.published.folder().toString(), "-s", Rig.url(rig.first), "cache"));
    }
    return started;
  }

  private static List<Launcher.Result> finish(List<Launcher.Running> started) {
    return started.stream().map(Launcher::finish).toList();
  }

  private static void assertIsRight(Rig rig) {
    assertEquals(
        rig.published.digestOf("model.h5"),
        Published.digest(rig.launcher.cache().resolve("model.h5")));
    Launcher.Result verified = rig.launcher.run("-r", rig.published.folder().toString(), "verify");
    assertEquals("ok", verified.column("model.h5"));
  }
}
