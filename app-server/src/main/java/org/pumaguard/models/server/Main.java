package org.pumaguard.models.server;

import com.google.inject.Module;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.charset.StandardCharsets;
import java.security.Security;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.pumaguard.models.Models;
import org.pumaguard.models.cli.settings.ExitStatus;
import org.pumaguard.models.cli.settings.OptionHints;
import org.pumaguard.models.cli.settings.OptionReader;
import org.pumaguard.models.cli.settings.OutputSettings;
import org.pumaguard.models.cli.settings.ProcessEnvironment;
import org.pumaguard.models.cli.settings.RegistrySettings;
import org.pumaguard.models.cli.settings.Settings;
import org.pumaguard.models.cli.settings.SettingsReader;
import org.pumaguard.models.cli.settings.SharedOptions;
import org.pumaguard.models.cli.settings.UsageException;
import org.pumaguard.models.cli.usage.ParseErrors;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.SingleLine;
import org.pumaguard.models.domain.model.SourceRegistry;
import org.pumaguard.models.domain.source.RegistryView;
import org.pumaguard.models.server.settings.ServerOptions;
import org.pumaguard.models.server.settings.ServerSettings;
import org.pumaguard.models.server.settings.ServerSettingsReader;
import org.pumaguard.models.server.web.ServerVersion;
import org.pumaguard.models.server.work.EventLog;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The server program. */
public final class Main {

  private static final String PROGRAM = ServerCommandLine.PROGRAM;
  private static final String NO_TOKEN =
      "no --token-file: requests from this machine may change state; behind a reverse proxy, always"
          + " use --token-file";
  private static final String LOG_LEVEL = "org.slf4j.simpleLogger.log.";

  private final PrintStream err =
      new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
  private final PrintStream out =
      new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
  private final ProcessEnvironment surroundings = ProcessEnvironment.ofThisProcess();
  private final List<Module> additions;

  private Main(List<Module> additions) {
    this.additions = additions;
  }

  /** Runs the server until it is told to stop, and ends this process with the exit status. */
  public static void main(String[] arguments) {
    // Java would answer every retry within 10 s with the first "unknown host", also when the
    // network of a machine comes up late. Binding --host may be the first lookup, which fixes this.
    Security.setProperty("networkaddress.cache.negative.ttl", "0");
    startLogging();
    EnginePreload.start();
    System.exit(run(arguments, List.of()));
  }

  /**
   * Initialises logging on one thread, since SLF4J warns if several threads do so at once. The
   * platform class loader ends the search for a configuration file at once; the application class
   * loader would open every jar.
   */
  private static void startLogging() {
    Thread thread = Thread.currentThread();
    ClassLoader usual = thread.getContextClassLoader();
    thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
    LoggerFactory.getILoggerFactory();
    thread.setContextClassLoader(usual);
  }

  /**
   * Runs the server with additional Guice modules, for example one that adds a fetcher for another
   * scheme.
   *
   * @return the exit status
   */
  public static int run(String[] arguments, List<Module> additions) {
    return new Main(additions).run(arguments);
  }

  private int run(String[] arguments) {
    CommandLine commandLine = ServerCommandLine.build();
    ParseResult parsed;
    try {
      parsed = commandLine.parseArgs(arguments);
    } catch (ParameterException e) {
      return failed(
          ExitStatus.USAGE,
          new ParseErrors(List.of(arguments), List.of(), ServerOptions.COMMAND_LINE).text(e));
    }
    boolean wantsAll = parsed.hasMatchedOption(ServerCommandLine.HELP_ALL);
    if (wantsAll || parsed.isUsageHelpRequested()) {
      out.print(wantsAll ? ServerHelp.all() : ServerHelp.overview());
      return ExitStatus.DONE;
    }
    if (parsed.isVersionHelpRequested()) {
      out.println(PROGRAM + " " + ServerVersion.text());
      return ExitStatus.DONE;
    }
    boolean verbose = !ServerCommandLine.values(SharedOptions.VERBOSE, parsed).isEmpty();
    try {
      OptionReader options =
          new OptionReader(
              option -> ServerCommandLine.values(option, parsed),
              surroundings,
              ServerOptions.TABLE);
      ServerSettings server = ServerSettingsReader.read(options);
      Settings settings = new SettingsReader(options).read();
      if (parsed.hasMatchedOption(ServerCommandLine.PROBE)) {
        return probe(server);
      }
      OutputSettings output = settings.output();
      String level = output.quiet() ? "warn" : output.verbose() ? "debug" : "info";
      System.setProperty(LOG_LEVEL + "org.pumaguard", level);
      System.setProperty(LOG_LEVEL + "pumaguard-models", level);
      return serve(settings, server);
    } catch (UsageException e) {
      e.problems().forEach(problem -> failed(ExitStatus.USAGE, problem));
      return ExitStatus.USAGE;
    } catch (CacheException e) {
      trace(e, verbose);
      return failed(ExitStatus.of(e.kind()), e.getMessage() + "; " + OptionHints.text(e.hint()));
    } catch (UncheckedIOException e) {
      trace(e, verbose);
      return failed(
          ExitStatus.INTERNAL,
          e.getCause() instanceof BindException
              ? "cannot listen on "
                  + e.getMessage()
                  + "; choose another address with --host and --port"
              : "cannot open the access log: "
                  + e.getMessage()
                  + "; choose another file with --access-log");
    } catch (RuntimeException e) {
      trace(e, verbose);
      return failed(
          ExitStatus.INTERNAL, "internal error: " + e + (verbose ? "" : "; -v shows where"));
    }
  }

  private int probe(ServerSettings server) {
    try {
      Probe.check(server);
      return ExitStatus.DONE;
    } catch (IOException e) {
      return failed(
          ExitStatus.INTERNAL,
          "no live server at " + server.host() + ":" + server.port() + ": " + e.getMessage());
    }
  }

  private int serve(Settings settings, ServerSettings server) {
    BlockingQueue<Signals.Kind> signals = new LinkedBlockingQueue<>();
    Signals.handle(signals::add);
    String agent = PROGRAM + "/" + ServerVersion.text();
    Models models = Models.of(settings).userAgent(agent).with(additions.toArray(Module[]::new));
    try (ModelServer running =
        ModelServer.start(
            models.progress(new EventLog()),
            server,
            view -> check(settings.registry(), view, server))) {
      if (!settings.output().quiet()) {
        err.println(PROGRAM + ": listening at " + running.uri());
        if (server.token().isEmpty()) {
          err.println(PROGRAM + ": " + NO_TOKEN);
        }
      }
      return new Lifecycle(
              running, signals, surroundings.variable("NOTIFY_SOCKET").map(ServiceManager::new))
          .untilStopped();
    }
  }

  /**
   * Reads a local registry before the server listens, since errors in it are permanent. A remote
   * registry may be unavailable temporarily; it is read in the background, unless its location is
   * refused.
   */
  private static void check(RegistrySettings source, RegistryView view, ServerSettings server) {
    String scheme = source.location().scheme();
    boolean isSafe = source.location().isLoopback() || source.allowInsecure();
    if (scheme.equals("https") || (scheme.equals("http") && isSafe)) {
      return;
    }
    SourceRegistry registry = view.get();
    for (ModelName name : server.wanted().names()) {
      if (registry.find(name).isEmpty()) {
        throw CacheException.unknown(
            "--models: '" + name + "' is not in the registry", name.value(), registry.names());
      }
    }
  }

  private int failed(int status, String message) {
    err.println(PROGRAM + ": error: " + SingleLine.line(message));
    return status;
  }

  private void trace(Exception e, boolean verbose) {
    if (verbose) {
      e.printStackTrace(err);
    }
  }
}
