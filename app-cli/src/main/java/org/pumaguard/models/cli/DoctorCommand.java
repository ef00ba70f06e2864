package org.pumaguard.models.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.pumaguard.models.cli.json.PlainText;
import org.pumaguard.models.cli.settings.ExitStatus;
import org.pumaguard.models.cli.settings.Settings;
import org.pumaguard.models.cli.settings.Sizes;
import org.pumaguard.models.cli.settings.Surroundings;
import org.pumaguard.models.domain.cache.Diagnosis;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Looks what may be wrong. */
final class DoctorCommand implements Command {

  private final Surroundings surroundings;

  DoctorCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public String name() {
    return "doctor";
  }

  @Override
  public void describe(CommandSpec spec) {
    spec.usageMessage()
        .description(
            "Checks the directories, the registry and how each source is reached, a line each: ok,"
                + " or what to do. Changes nothing. Ends with the status of the first problem.");
  }

  @Override
  public int run(ParseResult arguments, Program program) {
    Settings settings = program.settings();
    List<Diagnosis> diagnoses = new ArrayList<>();
    diagnoses.add(configuration());
    // Not as other commands do: what is in the way of the cache directory is for it to say.
    Program.Parts parts = program.parts().get();
    diagnoses.addAll(
        parts
            .cache()
            .examination(parts.loader())
            .run(settings.registry(), settings.allowInsecureRegistry(), settings.sources()));
    if (program.wantsJson()) {
      program.console().json(diagnoses.stream().map(DoctorCommand::json).toList());
    } else {
      diagnoses.forEach(diagnosis -> program.console().line(line(diagnosis)));
    }
    return diagnoses.stream()
        .flatMap(diagnosis -> diagnosis.trouble().stream())
        .findFirst()
        .map(trouble -> ExitStatus.of(trouble.kind()))
        .orElse(ExitStatus.DONE);
  }

  /** It was read before any command began; a mistake in it would have ended the program. */
  private Diagnosis configuration() {
    Path file = surroundings.configurationFile();
    return Diagnosis.ok("configuration", file.toString(), Files.exists(file) ? "read" : "none");
  }

  private static String line(Diagnosis diagnosis) {
    String about =
        String.format(
            "%-7s %-16s %s", diagnosis.status().text(), diagnosis.check(), diagnosis.subject());
    String detail = detail(diagnosis);
    return PlainText.line(
        diagnosis
            .trouble()
            .map(trouble -> about + ": " + detail + "; " + trouble.hint())
            .orElse(about + " (" + detail + ")"));
  }

  private static String detail(Diagnosis diagnosis) {
    return diagnosis.free().isPresent()
        ? diagnosis.detail() + ", " + Sizes.bytes(diagnosis.free().getAsLong()) + " free"
        : diagnosis.detail();
  }

  private static Map<String, Object> json(Diagnosis diagnosis) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("check", diagnosis.check());
    object.put("subject", diagnosis.subject());
    object.put("status", diagnosis.status().text());
    object.put("detail", detail(diagnosis));
    object.put("hint", diagnosis.trouble().map(Diagnosis.Trouble::hint).orElse(null));
    return object;
  }
}
