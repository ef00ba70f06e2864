package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.testkit.SampleRegistry;
import org.pumaguard.models.testkit.Strace;

/** That the bytes of a model pass once, as the system sees it. */
class BytesOnceIT {

  private static final int BYTES = 6 << 20;

  /** For journals, notes and the cache registry. */
  private static final int MARGIN = 64 << 10;

  private static final String COPIES = "sendfile|copy_file_range";
  private static final String WRITES = "write|pwrite64|pwritev|writev|" + COPIES;
  private static final String READS = "read|pread64|preadv|readv";
  private static final Pattern RESULT = Pattern.compile("= (\\d+)$");

  @TempDir private Path temp;

  @BeforeEach
  void assumeStrace() {
    Strace.assumeStrace();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void aFetchWritesThemOnce(int pieces) throws IOException {
    try (FetchFixture fixture = fixture(pieces)) {
      fixture.checkCached(fixture.cache());
      long written = sum(WRITES, fixture.launcher.cache() + "/");
      assertTrue(written >= BYTES, () -> "" + written);
      assertTrue(written <= BYTES + MARGIN, () -> "" + written);
    }
  }

  @Test
  void theyAreCopiedFromAFolderInsideTheSystem() throws IOException {
    try (FetchFixture fixture = fixture(1)) {
      fixture.checkCached(fixture.cacheFrom(List.of(fixture.published.folder().toString())));
      String source = fixture.published.folder().resolve(FetchFixture.MODEL) + ">";
      assertEquals(BYTES, sum(COPIES, source));
      assertEquals(0, sum(READS, source));
    }
  }

  private FetchFixture fixture(int pieces) throws IOException {
    SampleRegistry published = new SampleRegistry(temp.resolve("www"));
    Path home = temp.resolve("home");
    FetchFixture fixture =
        new FetchFixture(
            home,
            pieces == 1
                ? published.single(FetchFixture.MODEL, BYTES, 1)
                : published.fragmented(FetchFixture.MODEL, pieces, BYTES / pieces, 1));
    fixture.launcher.program(
        Strace.program(home, "-y -e trace=" + (WRITES + "|" + READS).replace('|', ',')));
    return fixture;
  }

  /** How many bytes such calls have moved with a file whose name has this in it. */
  private long sum(String calls, String file) throws IOException {
    return Strace.calls(temp.resolve("home")).stream()
        .filter(call -> call.is(calls, file))
        .flatMap(call -> RESULT.matcher(call.text()).results())
        .map(MatchResult::group)
        .mapToLong(result -> Long.parseLong(result.substring(2)))
        .sum();
  }
}
