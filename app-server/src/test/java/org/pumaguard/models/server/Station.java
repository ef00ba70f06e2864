package org.pumaguard.models.server;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The built server program, in a process and with a home of its own. */
public final class Station implements AutoCloseable {

  private static final String PROGRAM = System.getProperty("launcher");
  private static final long PATIENCE_SECONDS = 60;
  private static final Pattern LISTENING = Pattern.compile("listening at (http://\\S+)");

  private final Process process;
  private final Path home;
  private final Path out;
  private final Path err;
  private URI uri = URI.create("http://nowhere/");

  private Station(Process process, Path home, Path out, Path err) {
    this.process = process;
    this.home = home;
    this.out = out;
    this.err = err;
  }

  /** Starts a server on a free port, unless the arguments say which, and waits until it listens. */
  public static Station start(Path home, String... arguments) {
    return start(home, Map.of(), arguments);
  }

  /** The same with these variables in its environment. */
  static Station start(Path home, Map<String, String> environment, String... arguments) {
    return start(home, environment, PROGRAM, arguments);
  }

  /** The same with another program, which behaves like the server's. */
  static Station startOther(Path home, Path program, String... arguments) {
    return start(home, Map.of(), program.toString(), arguments);
  }

  private static Station start(
      Path home, Map<String, String> environment, String program, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    if (!all.contains("--port")) {
      all.addAll(List.of("--port", "0"));
    }
    Station station = launch(home, environment, program, all);
    station.await(
        () -> {
          Matcher said = LISTENING.matcher(station.err());
          boolean listens = said.find();
          if (listens) {
            station.uri = URI.create(said.group(1));
          }
          return listens;
        });
    return station;
  }

  /** Runs a program to its end. */
  public static Ended run(Path home, String program, String... arguments) {
    return launch(home, Map.of(), program, List.of(arguments)).ended();
  }

  /** Runs the server to its end, which is to come by itself. */
  static Ended refused(Path home, String... arguments) {
    return run(home, PROGRAM, arguments);
  }

  /** Runs the program for the command line to its end. */
  public static Ended cli(Path home, String... arguments) {
    return run(home, System.getProperty("cli.launcher"), arguments);
  }

  private static Station launch(
      Path home, Map<String, String> environment, String program, List<String> arguments) {
    try {
      Files.createDirectories(home);
      Path out = Files.createTempFile(home, "out", ".txt");
      Path err = Files.createTempFile(home, "err", ".txt");
      List<String> command = new ArrayList<>(List.of(program));
      command.addAll(arguments);
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(home.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      builder.environment().keySet().removeIf(key -> key.matches("(PUMAGUARD|XDG)_.*"));
      builder.environment().keySet().removeIf(key -> key.matches("(?i).*_proxy|netrc"));
      builder.environment().put("HOME", home.toString());
      builder.environment().putAll(environment);
      return new Station(builder.start(), home, out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it is to be reached. */
  public URI uri() {
    return uri;
  }

  String url(String path) {
    return uri.resolve(path).toString();
  }

  /** Where its models are when nothing else is said. */
  Path cache() {
    return home.resolve(".local/share/pumaguard/models");
  }

  Wire connect() throws IOException {
    return new Wire(uri);
  }

  /** Asks once, over a connection of its own. */
  public Wire.Answer ask(String method, String target, String... headers) throws IOException {
    try (Wire wire = connect()) {
      return wire.ask(method, target, headers);
    }
  }

  public Wire.Answer get(String target, String... headers) throws IOException {
    return ask("GET", target, headers);
  }

  /** An object inside the object of JSON that is told under a path; empty if it is null there. */
  Optional<Map<String, Object>> object(String path, String field) throws IOException {
    Map<String, Object> all = get(path).json();
    return all.get(field) == null
        ? Optional.empty()
        : Optional.of(JSON.std.mapFrom(JSON.std.asString(all.get(field))));
  }

  /** The last failure of a model. */
  Optional<Map<String, Object>> error(String model) throws IOException {
    return object("/api/v1/models/" + model, "error");
  }

  /** The state of a model. */
  public String state(String model) throws IOException {
    return String.valueOf(get("/api/v1/models/" + model).json().get("state"));
  }

  public Station awaitReady() {
    await(() -> get("/health/ready").status() == 200);
    return this;
  }

  /** The sum of all figures of this name whose labels hold this text. */
  double metric(String name, String labels) throws IOException {
    return get("/metrics")
        .text()
        .lines()
        .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
        .filter(line -> line.contains(labels))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  double metric(String name) throws IOException {
    return metric(name, "");
  }

  /** Waits until something holds; the program may not end before. */
  public void await(Callable<Boolean> condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    try {
      while (!condition.call()) {
        if (process.waitFor(10, TimeUnit.MILLISECONDS)) {
          throw new AssertionError("the server has ended: " + ended());
        }
        if (System.nanoTime() > deadline) {
          throw new AssertionError("the server does not come so far:\n" + err());
        }
      }
    } catch (Exception e) {
      throw new AssertionError("the server does not answer:\n" + err(), e);
    }
  }

  /** What it has written on standard error. */
  public String err() {
    return read(err);
  }

  String out() {
    return read(out);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Process process() {
    return process;
  }

  /** Sends a signal. */
  public void signal(String name) {
    Ended ended = run(home, "/bin/sh", "-c", "kill -" + name + " " + process.pid());
    if (ended.status() != 0) {
      throw new AssertionError(ended.toString());
    }
  }

  /** Ends it at once. */
  void kill() {
    process.destroyForcibly();
    ended();
  }

  /** Waits for its end. */
  public Ended ended() {
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("the program does not end:\n" + err());
      }
      return new Ended(process.exitValue(), out(), err());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      kill();
    }
  }

  /** How a program ended, and what it has written. */
  public record Ended(int status, String out, String err) {}
}
