package org.pumaguard.models.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.pumaguard.models.cli.completion.Completions;
import org.pumaguard.models.cli.manual.ManualPage;
import org.pumaguard.models.cli.manual.ManualText;
import org.pumaguard.models.cli.manual.SharedText;
import org.pumaguard.models.server.settings.ServerOptions;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Writes what a distribution has in {@code share} for the server: the manual page and the
 * completion scripts. The build runs it.
 */
final class ShareFiles {

  private ShareFiles() {}

  /**
   * Writes the files.
   *
   * @param arguments the directory, and the time of the build as an ISO 8601 timestamp
   */
  public static void main(String[] arguments) throws IOException {
    LocalDate date = OffsetDateTime.parse(arguments[1]).toLocalDate();
    CommandSpec program = ServerCommandLine.build().getCommandSpec();
    Path share = Path.of(arguments[0]);
    Path pages = Files.createDirectories(share.resolve("man/man1"));
    Files.writeString(
        pages.resolve(program.name() + ".1"),
        ManualPage.of(program, text(), command -> List.of(), date));
    Completions.write(share, program);
  }

  private static ManualText text() {
    Map<String, String> files = SharedText.files();
    files.put(
        "/etc/pumaguard/models.yaml",
        "The configuration of the service, if installed as a package.");
    return new ManualText(
        "cache model files and serve them over HTTP",
        List.of(
            "The server fetches and verifies the models of a registry, keeps them up to date and"
                + " intact, and serves them to other machines, with a dashboard, an API and"
                + " metrics. It accepts requests at once; /health/ready responds with 200 when all"
                + " required models are cached.",
            "SIGHUP reads the registry again and reopens the access log. SIGTERM stops the server"
                + " after the running transfers, or after 10 s."),
        SharedText.environment(ServerOptions.COMMAND_LINE, "PUMAGUARD_MODELS_SERVER_OPTS"),
        files,
        statuses(),
        examples(),
        List.of("pumaguard-models 1"));
  }

  private static Map<String, String> statuses() {
    Map<String, String> statuses = new LinkedHashMap<>();
    statuses.put("0", "Stopped.");
    statuses.put("1", "Internal error, or the address is in use.");
    statuses.put("2", "Invalid option or configuration file.");
    statuses.put("3", "Unknown model.");
    statuses.put("4", "The registry is invalid.");
    statuses.put("130", "Interrupted.");
    return statuses;
  }

  private static Map<String, List<String>> examples() {
    Map<String, List<String>> examples = new LinkedHashMap<>();
    examples.put(
        "Serve the models of a folder to the network, with a token for changes",
        List.of(
            "pumaguard-models-server -r /srv/models --host 0.0.0.0 \\",
            "  --token-file /etc/pumaguard/token"));
    examples.put(
        "Use a server as registry and source",
        List.of("pumaguard-models -r http://station:8080/ --allow-insecure-registry cache"));
    return examples;
  }
}
