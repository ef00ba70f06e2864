package org.pumaguard.models.domain.usecase;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.pumaguard.models.domain.api.EnsureOutcome;
import org.pumaguard.models.domain.fake.Reply;
import org.pumaguard.models.domain.fake.TestCache;
import org.pumaguard.models.domain.fake.TestModel;
import org.pumaguard.models.domain.port.Progress;

/** Models whose names show nothing are stored, shown and recorded in one step, many at once. */
class NewModelsTest {

  /** From this many on, the directory is listed instead of looked at name by name. */
  private static final int MANY = 130;

  private final TestModel a = TestModel.of("a.pt", "mountain lion");
  private final TestCache cache = TestCache.of(a);

  @Test
  void manyNewModelsAreShownStoredAndRecorded() throws IOException {
    TestModel[] all =
        IntStream.range(0, MANY)
            .mapToObj(i -> TestModel.of("m" + i + ".pt", "content " + i))
            .toArray(TestModel[]::new);
    cache.register(all);
    cache.ensure(all[7]);
    List<EnsureOutcome> outcomes = cache.cache().ensureAll(List.of());
    assertTrue(outcomes.stream().allMatch(outcome -> outcome.failure().isEmpty()));
    cache.restart();
    for (TestModel model : all) {
      assertArrayEquals(model.bytes(), cache.shown(model));
      assertTrue(cache.isStored(model.sha256()));
    }
    cache.network.forgetRequests();
    assertTrue(
        cache.cache().ensureAll(List.of()).stream()
            .allMatch(outcome -> outcome.failure().isEmpty()));
    assertEquals(List.of(), cache.network.requests());
    assertFalse(cache.locks.isAnyHeld());
  }

  @Test
  void aFileThatAnotherProgramPutsThereMeanwhileIsKept() throws IOException {
    byte[] foreign = "written by another program".getBytes(StandardCharsets.UTF_8);
    cache.network.script(
        TestCache.at(TestCache.FIRST, "a.pt"),
        Reply.of(a.bytes()).gated(cancellation -> plant(foreign)));
    assertEquals(Optional.empty(), cache.cache().ensureAll(List.of()).get(0).failure());
    assertArrayEquals(a.bytes(), cache.shown(a));
    assertTrue(
        cache.disk.tree(cache.store.directory()).stream()
            .filter(path -> path.toString().contains("aside"))
            .anyMatch(path -> isText(path, foreign)),
        "the other file is gone");
    assertEquals(1, cache.progress().events(Progress.Kind.FINISHED).size());
  }

  private void plant(byte[] bytes) {
    try {
      cache.disk.write(cache.path(a), bytes);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private boolean isText(Path path, byte[] bytes) {
    try {
      return !cache.disk.isDirectory(path) && Arrays.equals(bytes, cache.disk.read(path));
    } catch (IOException e) {
      return false;
    }
  }
}
