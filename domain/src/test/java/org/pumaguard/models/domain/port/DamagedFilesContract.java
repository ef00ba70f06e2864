package org.pumaguard.models.domain.port;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.Sha256;

/** What every {@link DamagedFiles} does. */
public interface DamagedFilesContract {

  Path BASE_FILE = Path.of("/elsewhere/one.pt");
  Fingerprint SEEN = new Fingerprint(5, 6, 7, 8);
  Sha256 EPSILON = new SampleContent("epsilon, which a base directory should have").sha256();
  Sha256 ZETA = new SampleContent("zeta, which it has").sha256();

  /** The record of the running test; its place does not exist before something is marked. */
  DamagedFiles damaged();

  /** The inventory of the same directory. */
  Inventory inventory();

  @Test
  default void marksAFileWhileItsFingerprintStays() throws IOException {
    damaged().mark(BASE_FILE, SEEN, EPSILON);
    assertTrue(damaged().isMarked(BASE_FILE, SEEN, EPSILON));
    assertFalse(damaged().isMarked(BASE_FILE, new Fingerprint(5, 6, 9, 8), EPSILON));
    assertFalse(damaged().isMarked(Path.of("/elsewhere/two.pt"), SEEN, EPSILON));
  }

  @Test
  default void marksOneContentOfAFile() throws IOException {
    damaged().mark(BASE_FILE, SEEN, EPSILON);
    assertFalse(damaged().isMarked(BASE_FILE, SEEN, ZETA), "the file may have that content");
  }

  @Test
  default void clearsAMark() throws IOException {
    damaged().mark(BASE_FILE, SEEN, EPSILON);
    damaged().clear(BASE_FILE, EPSILON);
    assertFalse(damaged().isMarked(BASE_FILE, SEEN, EPSILON));
  }

  @Test
  default void clearingWithoutAMarkIsHarmless() throws IOException {
    damaged().clear(BASE_FILE, EPSILON);
    assertFalse(damaged().isMarked(BASE_FILE, SEEN, EPSILON));
  }

  @Test
  default void tidyingRemovesMarksOfMissingFiles() throws IOException {
    damaged().mark(BASE_FILE, SEEN, EPSILON);
    inventory().tidy();
    assertFalse(damaged().isMarked(BASE_FILE, SEEN, EPSILON));
  }
}
