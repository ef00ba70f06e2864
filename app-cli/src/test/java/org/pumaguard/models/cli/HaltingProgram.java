package org.pumaguard.models.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A JVM that does an {@link Operation} and halts before its n-th step, as if it had been killed.
 * This class is both the handle in the test and the program over there.
 */
final class HaltingProgram {

  /** The exit status of one that was halted. */
  private static final int HALTED = 99;

  private static final long TIMEOUT_SECONDS = 60;

  private HaltingProgram() {}

  /**
   * Runs it to its end, or to the n-th step.
   *
   * @param step from 1
   * @return whether there was such a step
   */
  static boolean halts(Operation operation, Path directory, Path folder, String server, int step)
      throws IOException, InterruptedException {
    Path log = Path.of(directory + ".log");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:-BytecodeVerificationRemote",
                "-cp",
                System.getProperty("java.class.path"),
                HaltingProgram.class.getName(),
                operation.name(),
                directory.toString(),
                folder.toString(),
                server,
                String.valueOf(step))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("the program does not end; see " + log);
    }
    int status = process.exitValue();
    if (status != 0 && status != HALTED) {
      throw new AssertionError("the program ended with " + status + ": " + Files.readString(log));
    }
    return status == HALTED;
  }

  /** The program. */
  public static void main(String[] arguments) {
    Operation operation = Operation.valueOf(arguments[0]);
    Path directory = Path.of(arguments[1]);
    Path folder = Path.of(arguments[2]);
    int last = Integer.parseInt(arguments[4]);
    AtomicInteger steps = new AtomicInteger();
    operation.act(
        directory,
        folder,
        arguments[3],
        step -> {
          if (steps.incrementAndGet() == last) {
            System.out.println(step);
            System.out.flush();
            Runtime.getRuntime().halt(HALTED);
          }
        });
    System.exit(0);
  }
}
