package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.pumaguard.models.http.Fault;
import org.pumaguard.models.http.FaultyServer;
import org.pumaguard.models.testkit.ProcessRunner;
import org.pumaguard.models.testkit.RunningProgram;

/**
 * A fetch that was killed in the middle, when all was done but for the rest of one file; the cache
 * can be put back to that moment.
 */
final class InterruptedFetch implements AutoCloseable {

  private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(1);

  final FetchFixture fixture;
  final ModelForm shape;
  private final Path snapshot;
  private int requestsBefore;
  private long bytesBefore;

  /**
   * Lets a fetch come so far, and kills it.
   *
   * @param fault of the file that is not finished
   */
  InterruptedFetch(Path temp, ModelForm shape, Fault fault) throws IOException {
    this.shape = shape;
    this.fixture = shape.fixture(temp);
    this.snapshot = temp.resolve("snapshot");
    fixture.first.failAlways(
        shape.unfinished(), fault.with(Fault.stallTogether(shape.arrivedBytes())));
    RunningProgram running = fixture.start("--timeout", "60");
    running.await(new Quiet());
    running.kill();
    copy(fixture.launcher.cache(), snapshot);
  }

  /** Puts the cache back to the moment of the kill, heals the server, and resets the counts. */
  InterruptedFetch restore() {
    copy(snapshot, fixture.launcher.cache());
    fixture.first.heal();
    requestsBefore = fixture.first.requests().size();
    bytesBefore = fixture.first.bytesSent();
    return this;
  }

  /** The requests since then. */
  List<FaultyServer.Request> requests() {
    List<FaultyServer.Request> all = fixture.first.requests();
    return all.subList(requestsBefore, all.size());
  }

  /** The bytes of bodies that were sent since then. */
  long bytes() {
    return fixture.first.bytesSent() - bytesBefore;
  }

  /** Nothing was asked for but what had not been finished. */
  void checkOnlyTheUnfinishedWasAsked() {
    assertTrue(
        requests().stream().allMatch(request -> request.path().equals(shape.unfinished())),
        () -> requests().toString());
  }

  private static void copy(Path from, Path to) {
    ProcessRunner.check("rm", "-rf", to.toString());
    ProcessRunner.check("cp", "-a", from.toString(), to.toString());
  }

  @Override
  public void close() throws IOException {
    fixture.close();
  }

  /** The server has sent all that it will, and the program does nothing more with it. */
  private final class Quiet implements Callable<Boolean> {

    private Map<String, Object> last = Map.of();
    private long since;

    @Override
    public Boolean call() {
      Map<String, Object> now = state();
      if (!now.equals(last)) {
        last = now;
        since = System.nanoTime();
      }
      return fixture.first.bytesSent() == shape.bytesAtTheKill()
          && System.nanoTime() - since > QUIET_NANOS;
    }

    private Map<String, Object> state() {
      Map<String, Object> state = new TreeMap<>();
      state.put("sent", fixture.first.bytesSent());
      for (Path file : fixture.files.all()) {
        try {
          state.put(file.toString(), Files.getLastModifiedTime(file) + " " + Files.size(file));
        } catch (NoSuchFileException e) {
          state.remove(file.toString());
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      return state;
    }
  }
}
