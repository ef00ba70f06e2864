package org.pumaguard.models.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.CacheSettings;
import org.pumaguard.models.domain.api.Lease;
import org.pumaguard.models.domain.cache.CacheFactory;
import org.pumaguard.models.domain.cache.ModelCache;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.port.Progress;
import org.pumaguard.models.filesystem.FilesystemModule;
import org.pumaguard.models.filesystem.FilesystemSettings;
import org.pumaguard.models.testkit.ProcessRunner;
import org.pumaguard.models.testkit.RunningProgram;

/**
 * Another program that leases a model until its standard input ends. This class is both the handle
 * in the test and the main class of the process.
 */
final class LeasingProcess implements AutoCloseable {

  private static final long POLL_MILLIS = 5;

  private final RunningProgram program;

  private LeasingProcess(RunningProgram program) {
    this.program = program;
  }

  /** Starts one, and waits until it has leased the model or could not. */
  static LeasingProcess start(Path cache, Path registry, String model) {
    RunningProgram program =
        new ProcessRunner(registry.resolve("../../leasing").normalize())
            .startJava(
                LeasingProcess.class,
                List.of("-Xmx64m"),
                cache.toString(),
                registry.toString(),
                model);
    boolean hasEnded = false;
    while (!hasEnded && !program.out().contains("\n")) {
      hasEnded = program.endsWithin(POLL_MILLIS);
    }
    return new LeasingProcess(program);
  }

  /** The path that it has leased, or why it could not. */
  String answer() {
    return program.out().lines().findFirst().orElse("");
  }

  /** Ends it as {@code kill -9} does. */
  void kill() {
    program.kill();
  }

  /** Lets it close its lease and end. */
  void end() throws IOException {
    program.process().getOutputStream().close();
    program.finish();
  }

  @Override
  public void close() {
    program.close();
  }

  /** The program. */
  public static void main(String[] arguments) throws IOException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    try (Lease lease = cache(arguments).lease(ModelName.parse(arguments[2]))) {
      out.println(lease.path());
      int ended = System.in.read();
      out.println(ended);
    } catch (CacheException e) {
      out.println(e.kind());
    }
    System.exit(0);
  }

  private static ModelCache cache(String[] arguments) {
    return cache(Path.of(arguments[0]), Path.of(arguments[1]));
  }

  /** A cache as an embedder has it. */
  static ModelCache cache(Path directory, Path registry) {
    return new CacheFactory(
            FilesystemModule.adapters(new FilesystemSettings(directory), Progress.none()),
            CacheSettings.DEFAULT)
        .cache(new Location(registry.toUri()));
  }
}
