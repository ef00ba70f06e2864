package org.pumaguard.models.domain.port.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileNotFoundException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.port.Caller;
import org.pumaguard.models.domain.port.SampleContent;

/** What the readers of visible names see while others change what the names show. */
public interface ReaderContract extends StoreFixture {

  int PUBLICATIONS = 200;

  @Test
  default void aReaderNeverMissesANameDuringPublications() throws Exception {
    publish(ONE, ALPHA);
    BETA.commitTo(store());
    publishBesideAReader(
        () -> assertTrue(store().models().find(ONE).isPresent(), "the name is missing"));
  }

  @Test
  default void aReaderNeverSeesATornFileDuringPublications() throws Exception {
    publish(ONE, ALPHA);
    BETA.commitTo(store());
    publishBesideAReader(() -> requireWhole(shown(ONE)));
  }

  @Test
  default void anotherProgramSeesWholeFilesToo() throws Exception {
    publish(ONE, ALPHA);
    BETA.commitTo(store());
    Path path = store().models().path(ONE);
    publishBesideAReader(() -> requireWhole(files().readText(path)));
  }

  @Test
  default void aReaderNeverMissesStoredContent() throws Exception {
    ALPHA.commitTo(store());
    besideAReader(
        () -> assertEquals(ALPHA.text(), stored(ALPHA)),
        () -> {
          for (int i = 0; i < PUBLICATIONS; i++) {
            ALPHA.commitTo(store());
          }
        });
  }

  /** The name is absent for a moment, but never shows a directory that is not complete. */
  @Test
  default void aReaderNeverSeesATornDirectory() throws Exception {
    FileName name = FileName.parse("unpacked");
    ModelName archive = ModelName.parse("unpacked.tar");
    Path file = store().models().path(ModelName.parse("unpacked")).resolve("labels.txt");
    besideAReader(
        () -> {
          try {
            requireWhole(files().readText(file));
          } catch (NoSuchFileException | FileNotFoundException e) {
            // Between two directories.
          }
        },
        () -> {
          for (int i = 0; i < PUBLICATIONS; i++) {
            Path staged = store().directories().stage();
            files().write(staged.resolve("labels.txt"), (i % 2 == 0 ? ALPHA : BETA).bytes());
            assertEquals(Optional.empty(), store().directories().publish(staged, name, archive));
          }
        });
  }

  private void publishBesideAReader(Caller.Action reader) throws Exception {
    besideAReader(
        reader,
        () -> {
          for (int i = 0; i < PUBLICATIONS; i++) {
            SampleContent next = i % 2 == 0 ? BETA : ALPHA;
            SampleContent former = i % 2 == 0 ? ALPHA : BETA;
            store().models().publish(ONE, next.sha256(), Optional.of(former.sha256()));
          }
        });
    assertEquals(ALPHA.text(), shown(ONE));
  }

  /** Reads in a loop until the work is done. */
  private void besideAReader(Caller.Action reader, Caller.Action work) throws Exception {
    AtomicBoolean isDone = new AtomicBoolean();
    CountDownLatch hasBegun = new CountDownLatch(1);
    Caller<Boolean> reading =
        Caller.running(
            () -> {
              try {
                do {
                  reader.run();
                  hasBegun.countDown();
                } while (!isDone.get());
              } finally {
                hasBegun.countDown();
              }
            });
    try {
      assertTrue(hasBegun.await(60, TimeUnit.SECONDS));
      work.run();
    } finally {
      isDone.set(true);
    }
    assertTrue(reading.result());
  }

  private static void requireWhole(String text) {
    assertTrue(Set.of(ALPHA.text(), BETA.text()).contains(text), () -> "torn: " + text);
  }
}
