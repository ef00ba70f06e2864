package org.pumaguard.models.filesystem;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.domain.port.Partial;
import org.pumaguard.models.domain.port.SampleContent;

/** What a crash or a hostile hand left in a journal costs no piece that is good. */
class JournalTest {

  private static final SampleContent CONTENT = new SampleContent("content that comes in parts");
  private static final Partial.Piece FIRST = CONTENT.piece(0, 10);
  private static final Partial.Piece SECOND = CONTENT.piece(10, 20);

  @TempDir Path temp;
  private StoreLayout layout;
  private FileContentStore store;

  @BeforeEach
  void confirmTheFirstPiece() throws IOException {
    layout = new StoreLayout(temp.resolve("cache"));
    store = new FileContentStore(layout);
    try (Partial partial = store.partial(CONTENT.sha256())) {
      CONTENT.writeTo(partial);
      partial.confirm(FIRST);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"%s 1", "%s 10 10", "%s", "x", "%s 10 10\n%s 1"})
  void aPieceThatIsConfirmedAfterATornLineIsKnownNextTime(String torn) throws IOException {
    append(torn.replace("%s", CONTENT.piece(3, 9).sha256().hex()));
    try (Partial again = store.partial(CONTENT.sha256())) {
      again.confirm(SECOND);
    }
    List<Partial.Piece> confirmed = confirmed();
    assertEquals(FIRST, confirmed.get(0));
    assertEquals(SECOND, confirmed.get(confirmed.size() - 1));
  }

  @Test
  void bothPiecesAroundATornLineAreKept() throws IOException {
    append(SECOND.sha256().hex() + " 1");
    try (Partial again = store.partial(CONTENT.sha256())) {
      again.confirm(SECOND);
    }
    assertEquals(List.of(FIRST, SECOND), confirmed());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9223372036854775807 9223372036854775807",
        "9223372036854775807 1",
        "1 9223372036854775807",
        "4611686018427387904 4611686018427387904",
        "0 9223372036854775807",
        "0 18446744073709551617"
      })
  void aLineWhoseRangeIsBeyondAllFilesDoesNotCount(String range) throws IOException {
    append(SECOND.sha256().hex() + " " + range + "\n");
    assertEquals(List.of(FIRST), confirmed());
  }

  private void append(String text) throws IOException {
    Files.writeString(layout.journal(CONTENT.sha256()), text, StandardOpenOption.APPEND);
  }

  private List<Partial.Piece> confirmed() throws IOException {
    try (Partial again = store.partial(CONTENT.sha256())) {
      return again.confirmed();
    }
  }
}
