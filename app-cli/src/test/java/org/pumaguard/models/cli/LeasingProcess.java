package org.pumaguard.models.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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

/**
 * A program of somebody else's that leases a model and holds it until it is told to end. This class
 * is both the handle in the test and the program over there.
 */
final class LeasingProcess implements AutoCloseable {

  private final Process process;
  private final String answer;

  private LeasingProcess(Process process, String answer) {
    this.process = process;
    this.answer = answer;
  }

  static LeasingProcess start(Path cache, Path registry, String model) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                LeasingProcess.class.getName(),
                cache.toString(),
                registry.toString(),
                model)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String answer =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
            .readLine();
    return new LeasingProcess(process, String.valueOf(answer));
  }

  /** The path that it has leased, or why it could not. */
  String answer() {
    return answer;
  }

  /** Ends it as {@code kill -9} does. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Lets it close its lease and end. */
  void end() throws IOException, InterruptedException {
    process.getOutputStream().close();
    process.waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
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
