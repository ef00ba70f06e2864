package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.pumaguard.models.http.FaultyServer;
import org.pumaguard.models.testkit.CacheFiles;
import org.pumaguard.models.testkit.Digests;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.Launcher;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.RunningProgram;
import org.pumaguard.models.testkit.SampleRegistry;

/** What tests of fetching need: the program, a published model, and two servers that have it. */
final class FetchFixture implements AutoCloseable {

  static final String MODEL = "m.h5";

  /** An imperative behind the statement: what the user is to do. */
  private static final Pattern NEXT_STEP =
      Pattern.compile("; .*\\b(ask|check|free|give|name|run|set|try|use|wait)\\b");

  private static final String ERROR = "pumaguard-models: error: ";
  private static final String RECORDS = "model-registry.json";
  private static final long MOST_BYTES_OF_RECORDS = 64 * 1024;

  final Launcher launcher;
  final CacheFiles files;
  final SampleRegistry published;
  final FaultyServer first = new FaultyServer();
  final FaultyServer mirror = new FaultyServer();

  /** Serves what is published, and runs the program with a home of its own. */
  FetchFixture(Path home, SampleRegistry published) throws IOException {
    this.launcher = Inside.launcher(Files.createDirectories(home));
    this.files = new CacheFiles(launcher.cache());
    this.published = published;
    published.registry();
    serve(published.folder(), first, mirror);
  }

  /** Lets servers have all files of a folder. */
  static void serve(Path folder, FaultyServer... servers) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        byte[] content = Files.readAllBytes(file);
        for (FaultyServer server : servers) {
          server.publish("/" + file.getFileName(), content);
        }
      }
    }
  }

  /** With one model of three fragments, and a registry that knows no sizes. */
  static FetchFixture ofFragments(Path temp, int bytesEach) throws IOException {
    return new FetchFixture(
        temp.resolve("home"),
        new SampleRegistry(temp.resolve("www")).fragmented(MODEL, 3, bytesEach, 1));
  }

  /** With one model that is one file, and a registry that knows its size. */
  static FetchFixture ofSizedFile(Path temp, int bytes) throws IOException {
    return new FetchFixture(
        temp.resolve("home"), SampleRegistry.sized(temp.resolve("www")).single(MODEL, bytes, 1));
  }

  /** Caches the model from the first server, soon tired, and tells events as JSON. */
  ProgramResult cache(String... options) {
    return cacheFrom(List.of(url(first)), options);
  }

  /** The same from the first server and its mirror. */
  ProgramResult cacheFromBoth(String... options) {
    return cacheFrom(List.of(url(first), url(mirror)), options);
  }

  /** The same from these sources. */
  ProgramResult cacheFrom(List<String> sources, String... options) {
    return launcher.run(arguments(sources, options));
  }

  /** Begins to cache the model from the first server. */
  RunningProgram start(String... options) {
    return launcher.start(arguments(List.of(url(first)), options));
  }

  private String[] arguments(List<String> sources, String... options) {
    List<String> arguments =
        new ArrayList<>(List.of("-r", published.folder().toString(), "--progress", "json"));
    sources.forEach(source -> arguments.addAll(List.of("-s", source)));
    List<String> own = List.of(options);
    for (String soon : List.of("--timeout", "--retries")) {
      if (!own.contains(soon)) {
        arguments.addAll(List.of(soon, "1"));
      }
    }
    arguments.addAll(own);
    arguments.add("cache");
    return arguments.toArray(String[]::new);
  }

  /** Where a server has its files. */
  static String url(FaultyServer server) {
    return server.location("/").uri().toString();
  }

  /** The path of a fragment of the model, by its letter. */
  static String path(char letter) {
    return "/" + MODEL + "_a" + letter;
  }

  /** The length of the model in bytes. */
  long size() throws IOException {
    return Files.size(launcher.cache().resolve(MODEL));
  }

  /** The model is there, and right, and nothing else is left of its way there. */
  void checkCached(ProgramResult result) throws IOException {
    assertEquals(Exit.OK, result.status(), result::toString);
    assertEquals(published.digestOf(MODEL), Digests.of(launcher.cache().resolve(MODEL)));
    assertEquals(Set.of(MODEL, RECORDS), files.visible());
    assertTrue(
        files.bytes() <= size() + MOST_BYTES_OF_RECORDS,
        () -> "there are leftovers: " + files.all());
  }

  /** The model is not there, and one line says what happened where, and what to do. */
  void checkRefused(int status, String words, ProgramResult result) {
    assertEquals(status, result.status(), result::toString);
    assertTrue(Set.of(RECORDS).containsAll(files.visible()), () -> files.all().toString());
    List<String> errors = result.err().lines().filter(line -> line.startsWith(ERROR)).toList();
    assertEquals(1, errors.size(), result::toString);
    String error = errors.get(0);
    assertTrue(error.startsWith(ERROR + MODEL + ": "), error);
    assertTrue(error.contains("http://127.0.0.1:"), error);
    assertTrue(error.contains(words), error);
    assertTrue(NEXT_STEP.matcher(error).find(), error);
  }

  @Override
  public void close() throws IOException {
    first.close();
    mirror.close();
  }
}
