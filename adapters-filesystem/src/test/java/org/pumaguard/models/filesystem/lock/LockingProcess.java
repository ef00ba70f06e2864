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
 * Another JVM that acquires locks by commands on a pipe, with one line per command and answer. This
 * class is both the handle in the test and the program.
 */
final class LockingProcess implements AutoCloseable {

  private final Process process;
  private final PrintWriter commands;
  private final BufferedReader answers;

  private LockingProcess(Process process) {
    this.process = process;
    this.commands = new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8);
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

  /** Tries to acquire a lock; returns "acquired" or "refused". */
  String take(CacheLock.Key key, Mode mode) throws IOException {
    return ask("take " + key.name() + " " + mode);
  }

  /** Whether the table of locks is in the system properties: "true" or "false". */
  String hasTable() throws IOException {
    return ask("table");
  }

  /** Releases all locks. */
  String release() throws IOException {
    return ask("release");
  }

  /** Kills the process and waits for its end. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private String ask(String command) throws IOException {
    commands.println(command);
    String answer = answers.readLine();
    if (answer == null) {
      throw new IOException("the other process has ended");
    }
    return answer;
  }

  /** The program: reads commands from standard input and answers on standard output. */
  public static void main(String[] arguments) throws IOException {
    FileLocks locks = new FileLocks(new CacheLayout(Path.of(arguments[0])));
    List<Held> held = new ArrayList<>();
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String command = in.readLine(); command != null; command = in.readLine()) {
      out.println(execute(command.split(" ", -1), locks, held));
    }
  }

  private static String execute(String[] command, FileLocks locks, List<Held> held)
      throws IOException {
    switch (command[0]) {
      case "take" -> {
        Optional<Held> lock =
            locks.tryAcquire(new CacheLock.Key(command[1]), Mode.valueOf(command[2]));
        lock.ifPresent(held::add);
        return lock.isPresent() ? "acquired" : "refused";
      }
      case "table" -> {
        return String.valueOf(System.getProperties().containsKey(LockTable.PROPERTY));
      }
      case "release" -> {
        held.forEach(Held::close);
        held.clear();
        return "released";
      }
      default -> {
        return command[0];
      }
    }
  }
}
