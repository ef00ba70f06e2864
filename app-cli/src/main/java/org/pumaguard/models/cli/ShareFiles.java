package org.pumaguard.models.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.pumaguard.models.cli.command.Command;
import org.pumaguard.models.cli.command.CommandLines;
import org.pumaguard.models.cli.completion.Completions;
import org.pumaguard.models.cli.manual.ManualPage;
import org.pumaguard.models.cli.manual.ManualText;
import org.pumaguard.models.cli.manual.SharedText;
import org.pumaguard.models.cli.settings.ProcessEnvironment;
import org.pumaguard.models.cli.settings.SharedOptions;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Writes what a distribution has in {@code share}: the manual page and the completion scripts. The
 * build runs it.
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
    List<Command> commands = CommandLines.commands(ProcessEnvironment.ofThisProcess());
    CommandSpec program = CommandLines.complete(commands).getCommandSpec();
    Path share = Path.of(arguments[0]);
    Path pages = Files.createDirectories(share.resolve("man/man1"));
    Files.writeString(
        pages.resolve(program.name() + ".1"),
        ManualPage.of(program, text(), ShareFiles::examples, date));
    Completions.write(share, program);
  }

  private static List<String> examples(CommandSpec command) {
    return command.userObject() instanceof Command known ? known.examples() : List.of();
  }

  private static ManualText text() {
    return new ManualText(
        "fetch, verify and cache model files",
        List.of(
            "PumaGuard Models makes files of a registry available on this machine. The registry is"
                + " a YAML file that lists models, the fragments in which they are published, and"
                + " their SHA-256 digests. Missing fragments are fetched from the sources of the"
                + " registry, every byte is verified, and a complete model appears under its name"
                + " in the cache directory.",
            "An interrupted fetch continues where it ended. A cached model is found without the"
                + " network. Several processes may use one cache directory."),
        SharedText.environment(SharedOptions.ALL, "PUMAGUARD_MODELS_OPTS"),
        SharedText.files(),
        statuses(),
        examples(),
        List.of("pumaguard-models-server 1"));
  }

  private static Map<String, String> statuses() {
    Map<String, String> statuses = new LinkedHashMap<>();
    statuses.put("0", "Done.");
    statuses.put("1", "Internal error.");
    statuses.put("2", "Invalid option, argument or configuration file.");
    statuses.put("3", "Unknown model.");
    statuses.put("4", "The registry cannot be read or is invalid.");
    statuses.put("5", "A checksum does not match, after retries and mirrors.");
    statuses.put("6", "No source is available.");
    statuses.put("7", "Offline, and not cached.");
    statuses.put(
        "8", "Storage: disk full, permission denied, lock not obtained, or output not writable.");
    statuses.put("130", "Interrupted.");
    return statuses;
  }

  private static Map<String, List<String>> examples() {
    Map<String, List<String>> examples = new LinkedHashMap<>();
    examples.put("Fetch and verify all models of the registry", List.of("pumaguard-models cache"));
    examples.put(
        "Use one model in a script",
        List.of("model=$(pumaguard-models path two_models_gpu.h5) || exit"));
    examples.put(
        "Read every cached byte, and fetch what is damaged",
        List.of("pumaguard-models verify --repair"));
    examples.put(
        "Carry models to a machine without a network",
        List.of(
            "pumaguard-models bundle create models.tar.zst",
            "pumaguard-models bundle import models.tar.zst"));
    return examples;
  }
}
