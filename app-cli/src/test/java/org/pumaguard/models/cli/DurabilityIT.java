package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.testkit.Strace;

/** In which order a fetch writes, forces and renames, as the system sees it. */
class DurabilityIT {

  private static final String CALLS =
      "write,pwrite64,sendfile,copy_file_range,fsync,fdatasync,rename,link,ftruncate,mkdir";
  private static final String WRITING = "write|pwrite64|sendfile|copy_file_range|ftruncate";
  private static final String FORCING = "fsync|fdatasync";

  /** A fragment that is verified: its digest, offset and length. */
  private static final Pattern VERIFIED =
      Pattern.compile("(?<= \"|\\\\n)[0-9a-f]{64} (\\d+) (\\d+)\\\\n");

  private static final Pattern WRITTEN = Pattern.compile(", (\\d+), (\\d+)\\) += \\d+$");

  @TempDir private Path temp;
  private List<Strace.Call> calls = List.of();
  private String partial = "";

  @BeforeEach
  void fetch() throws IOException {
    Strace.assumeStrace();
    try (FetchFixture fixture = FetchFixture.ofFragments(temp, 200_000)) {
      Path home = temp.resolve("home");
      fixture.launcher.program(Strace.program(home, "-y -s 4096 -e trace=" + CALLS));
      fixture.checkCached(fixture.cache());
      partial = "/partials/" + fixture.published.digestOf(FetchFixture.MODEL) + ">";
      calls = Strace.calls(home);
    }
  }

  @Test
  void contentIsForcedBeforeItsRenameAndTheFolderAfter() {
    Strace.Call rename = only("rename", "/partials/");
    List<Strace.Call> writes = all(WRITING, partial);
    assertFalse(writes.isEmpty());
    int lastWrite = writes.stream().mapToInt(Strace.Call::end).max().orElseThrow();
    assertTrue(
        all(FORCING, partial).stream()
            .anyMatch(force -> force.begin() >= lastWrite && force.end() < rename.begin()),
        () -> "the content was not forced between its last write and " + rename);
    Strace.Call link = only("link", "/blobs/");
    assertTrue(
        all(FORCING, "/blobs/").stream()
            .anyMatch(force -> force.begin() >= rename.end() && force.end() < link.begin()),
        () -> "the folder was not forced between " + rename + " and " + link);
  }

  @Test
  void theCacheDirectoryIsForcedIntoTheFolderAboveIt() {
    // At first there is nothing above it either.
    Strace.Call made = all("mkdir", "/pumaguard/models\", 0700) = 0").get(0);
    Strace.Call appears = only("link", "/" + FetchFixture.MODEL + "\"");
    assertTrue(
        all(FORCING, "/pumaguard>").stream()
            .anyMatch(force -> force.begin() > made.end() && force.end() < appears.begin()),
        () -> "the folder above was not forced between " + made + " and " + appears);
  }

  @Test
  void theModelAppearsWhenAllIsOnDiskAndIsRecordedLast() {
    Strace.Call appears = only("link", "/" + FetchFixture.MODEL + "\"");
    Strace.Call recorded = only("rename", "/model-registry.json\"");
    assertTrue(
        all(FORCING, "/models>").stream()
            .anyMatch(force -> force.begin() > appears.end() && force.end() < recorded.begin()),
        () -> "the cache directory was not forced between " + appears + " and " + recorded);
    String staged = recorded.text().replaceAll("^\\(\"([^\"]*)\".*", "$1");
    assertTrue(
        all(FORCING, staged).stream().anyMatch(force -> force.end() < recorded.begin()),
        () -> "the cache registry was not forced before " + recorded);
    assertTrue(
        all(FORCING, "/models>").stream().anyMatch(force -> force.begin() > recorded.end()),
        () -> "the cache directory was not forced after " + recorded);
  }

  @Test
  void aFragmentIsNotedAsVerifiedOnlyAfterItWasForced() {
    int noted = 0;
    for (Strace.Call line : all("write", ".journal>")) {
      Matcher verified = VERIFIED.matcher(line.text());
      while (verified.find()) {
        noted++;
        long begin = Long.parseLong(verified.group(1));
        long end = begin + Long.parseLong(verified.group(2));
        int lastWrite = lastWrite(begin, end);
        assertTrue(
            all(FORCING, partial).stream()
                .anyMatch(force -> force.begin() >= lastWrite && force.end() < line.begin()),
            () -> "not forced before it was noted: " + line);
      }
    }
    assertEquals(3, noted, "fragments that were noted as verified");
  }

  /** When the last byte of a range was written. */
  private int lastWrite(long begin, long end) {
    int last = -1;
    for (Strace.Call write : all("pwrite64", partial)) {
      Matcher where = WRITTEN.matcher(write.text());
      if (where.find()) {
        long offset = Long.parseLong(where.group(2));
        if (offset < end && offset + Long.parseLong(where.group(1)) > begin) {
          last = Math.max(last, write.end());
        }
      }
    }
    assertTrue(last >= 0, "nothing was written there");
    return last;
  }

  private List<Strace.Call> all(String names, String part) {
    return Strace.all(calls, names, part);
  }

  private Strace.Call only(String name, String part) {
    return Strace.only(calls, name, part);
  }
}
