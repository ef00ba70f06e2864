package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.http.Fault;
import org.pumaguard.models.testkit.SampleRegistry;

/** A large file over a slow network is brought by several connections, where the server can. */
@Tag("slow")
class DivisionTest {

  private static final int BYTES = 8 << 20;
  private static final String FILE = "/m.h5";
  private static final Fault SLOW = Fault.rate(2 << 20);

  /** What may be on its way when a connection is told to stop. */
  private static final int IN_FLIGHT = 1 << 20;

  @TempDir Path temp;
  private FetchFixture fixture;

  @BeforeEach
  void publish() throws IOException {
    fixture =
        new FetchFixture(
            temp.resolve("home"), new SampleRegistry(temp.resolve("www")).single("m.h5", BYTES, 1));
  }

  @AfterEach
  void end() throws IOException {
    fixture.close();
  }

  @Test
  void severalConnectionsFetchEachRangeOnce() throws IOException {
    fixture.first.failAlways(FILE, SLOW);
    fixture.checkCached(fixture.cache("-j", "4"));
    assertTrue(
        fixture.first.maxConcurrentResponses() > 1, () -> fixture.first.requests().toString());
    assertTrue(fixture.first.maxConcurrentResponses() <= 4, "no more at once than --parallel says");
    assertTrue(
        fixture.first.bytesSent() <= BYTES + IN_FLIGHT, () -> "" + fixture.first.bytesSent());
    assertTrue(
        fixture.first.requests(FILE).stream()
            .skip(1)
            .allMatch(part -> part.header("Range").isPresent()),
        () -> fixture.first.requests().toString());
  }

  @Test
  void oneConnectionIfParallelIsOne() throws IOException {
    fixture.first.failAlways(FILE, SLOW);
    fixture.checkCached(fixture.cache("-j", "1"));
    assertEquals(1, fixture.first.requests(FILE).size());
    assertEquals(BYTES, fixture.first.bytesSent());
  }

  @Test
  void oneConnectionWithoutRangeSupport() throws IOException {
    fixture.first.failAlways(FILE, SLOW.with(Fault.without("Accept-Ranges")));
    fixture.checkCached(fixture.cache());
    assertEquals(1, fixture.first.requests(FILE).size());
  }

  @Test
  void oneConnectionWithoutAnEntityTag() throws IOException {
    fixture.first.failAlways(FILE, SLOW.with(Fault.without("ETag")));
    fixture.checkCached(fixture.cache());
    assertEquals(1, fixture.first.requests(FILE).size());
  }

  @Test
  void freeConnectionsShareTheLastFragments() throws IOException {
    try (FetchFixture fragments = FetchFixture.ofFragments(temp.resolve("fragments"), BYTES / 2)) {
      fragments.first.failEverywhere(SLOW);
      fragments.checkCached(fragments.cache("-j", "6"));
      assertTrue(
          fragments.first.maxConcurrentResponses() > 3,
          () -> "" + fragments.first.maxConcurrentResponses());
      assertTrue(fragments.first.bytesSent() <= fragments.size() + 3 * IN_FLIGHT);
    }
  }
}
