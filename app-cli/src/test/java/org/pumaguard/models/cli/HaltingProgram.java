package org.pumaguard.models.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.ProcessRunner;
import org.pumaguard.models.testkit.ProgramResult;

/**
 * A JVM that does an {@link Operation} and halts before its n-th step, as if it had been killed.
 * This class is both the handle in the test and the program over there.
 */
final class HaltingProgram {

  /** The exit status of one that was halted. */
  private static final int HALTED = 99;

  private static final List<String> JVM_OPTIONS =
      List.of(
          "-Xmx64m",
          "-XX:TieredStopAtLevel=1",
          "-XX:+UseSerialGC",
          "-XX:+UnlockDiagnosticVMOptions",
          "-XX:-BytecodeVerificationRemote");

  private HaltingProgram() {}

  /**
   * Runs it to its end, or to the n-th step.
   *
   * @param step from 1
   * @return whether there was such a step
   */
  static boolean halts(Operation operation, Path directory, Path folder, String server, int step)
      throws IOException {
    ProgramResult result =
        new ProcessRunner(directory.resolveSibling(directory.getFileName() + "-home"))
            .startJava(
                HaltingProgram.class,
                JVM_OPTIONS,
                operation.name(),
                directory.toString(),
                folder.toString(),
                server,
                String.valueOf(step))
            .finish();
    Files.writeString(Path.of(directory + ".log"), result.out() + result.err());
    if (result.status() != Exit.OK && result.status() != HALTED) {
      throw new AssertionError(result.toString());
    }
    return result.status() == HALTED;
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
