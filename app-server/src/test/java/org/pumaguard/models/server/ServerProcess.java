package org.pumaguard.models.server;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.pumaguard.models.testkit.ProcessRunner;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.RawConnection;
import org.pumaguard.models.testkit.RunningProgram;

/** The built server program, in a process and with a home of its own. */
public final class ServerProcess implements AutoCloseable {

  private static final String PROGRAM = System.getProperty("server.launcher");
  private static final Pattern LISTENING = Pattern.compile("listening at (http://\\S+)");

  private final RunningProgram program;
  private final Path home;
  private URI uri = URI.create("http://nowhere/");

  private ServerProcess(RunningProgram program, Path home) {
    this.program = program;
    this.home = home;
  }

  /** Starts a server on a free port, unless the arguments say which, and waits until it listens. */
  public static ServerProcess start(Path home, String... arguments) {
    return start(home, Map.of(), arguments);
  }

  /** The same with these variables in its environment. */
  static ServerProcess start(Path home, Map<String, String> environment, String... arguments) {
    return start(home, environment, PROGRAM, arguments);
  }

  /** The same with another program, which behaves like the server's. */
  static ServerProcess startOther(Path home, Path program, String... arguments) {
    return start(home, Map.of(), program.toString(), arguments);
  }

  private static ServerProcess start(
      Path home, Map<String, String> environment, String program, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    if (!all.contains("--port")) {
      all.addAll(List.of("--port", "0"));
    }
    all.add(0, program);
    ProcessRunner processes = new ProcessRunner(home);
    environment.forEach(processes::with);
    ServerProcess server = new ServerProcess(processes.start(all), home);
    server.await(
        () -> {
          Matcher said = LISTENING.matcher(server.err());
          boolean listens = said.find();
          if (listens) {
            server.uri = URI.create(said.group(1));
          }
          return listens;
        });
    return server;
  }

  /** Runs the server to its end, which is to come by itself. */
  static ProgramResult refused(Path home, String... arguments) {
    List<String> all = new ArrayList<>(List.of(PROGRAM));
    all.addAll(List.of(arguments));
    return new ProcessRunner(home).start(all).finish();
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

  RawConnection connect() throws IOException {
    return new RawConnection(uri);
  }

  /** Asks once, over a connection of its own. */
  public RawConnection.Answer ask(String method, String target, String... headers)
      throws IOException {
    try (RawConnection wire = connect()) {
      return wire.ask(method, target, headers);
    }
  }

  public RawConnection.Answer get(String target, String... headers) throws IOException {
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

  public ServerProcess awaitReady() {
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

  /** Waits until a condition holds; fails if the server ends before. */
  public void await(Callable<Boolean> condition) {
    program.await(condition);
  }

  /** What it has written on standard error so far. */
  public String err() {
    return program.err();
  }

  String out() {
    return program.out();
  }

  boolean isAlive() {
    return program.process().isAlive();
  }

  /** Sends a signal. */
  public void signal(String name) {
    program.signal(name);
  }

  /** Ends it at once. */
  void kill() {
    program.kill();
  }

  /** Waits for its end. */
  public ProgramResult ended() {
    return program.finish();
  }

  @Override
  public void close() {
    program.close();
  }
}
