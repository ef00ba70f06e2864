package org.pumaguard.models.filesystem.lock;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pumaguard.models.domain.port.CacheLock;
import org.pumaguard.models.domain.port.CacheLock.Held;
import org.pumaguard.models.domain.port.CacheLock.Mode;
import org.pumaguard.models.filesystem.disk.CacheLayout;

/**
 * A second JVM that takes locks as it is told through a pipe, a line for a line. This class is both
 * the handle in the test and the program over there.
 */
final class LockingProcess implements AutoCloseable {

  private final Process process;
  private final PrintWriter orders;
  private final BufferedReader answers;

  private LockingProcess(Process process) {
    this.process = process;
    this.orders = new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8);
    this.answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  static LockingProcess start(Path directory) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx32m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            LockingProcess.class.getName(),
            directory.toString());
    LockingProcess started =
        new LockingProcess(builder.redirectError(ProcessBuilder.Redirect.INHERIT).start());
    started.ask("hello");
    return started;
  }

  /** Says "taken" or "refused". */
  String take(CacheLock.Key key, Mode mode) throws IOException {
    return ask("take " + key.name() + " " + mode);
  }

  /** Releases all that was taken. */
  String release() throws IOException {
    return ask("release");
  }

  /** Ends it as {@code kill -9} does, and waits until it is gone. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private String ask(String order) throws IOException {
    orders.println(order);
    String answer = answers.readLine();
    if (answer == null) {
      throw new IOException("the other process died");
    }
    return answer;
  }

  /** The program: takes the orders of standard input, answers on standard output. */
  public static void main(String[] arguments) throws IOException {
    FileLocks locks = new FileLocks(new CacheLayout(Path.of(arguments[0])));
    List<Held> taken = new ArrayList<>();
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String order = in.readLine(); order != null; order = in.readLine()) {
      out.println(obey(order.split(" ", -1), locks, taken));
    }
  }

  private static String obey(String[] order, FileLocks locks, List<Held> taken) throws IOException {
    switch (order[0]) {
      case "take" -> {
        Optional<Held> held = locks.tryAcquire(new CacheLock.Key(order[1]), Mode.valueOf(order[2]));
        held.ifPresent(taken::add);
        return held.isPresent() ? "taken" : "refused";
      }
      case "release" -> {
        taken.forEach(Held::close);
        taken.clear();
        return "released";
      }
      default -> {
        return order[0];
      }
    }
  }
}
