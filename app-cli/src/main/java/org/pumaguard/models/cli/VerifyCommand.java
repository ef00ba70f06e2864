package org.pumaguard.models.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.pumaguard.models.domain.cache.Verified;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Reads every byte of what is cached. */
final class VerifyCommand implements Command {

  @Override
  public String name() {
    return "verify";
  }

  @Override
  public void describe(CommandSpec spec) {
    spec.usageMessage()
        .description(
            "Reads every byte of what is cached under the named models, or of all, and says which"
                + " are ok, damaged or missing. Ends with 5 if one is damaged.");
    spec.addPositional(Arguments.names("Models to read (default: all)."));
  }

  @Override
  public int run(ParseResult arguments, Program program) {
    List<Verified> results = program.cache().verify(Program.names(arguments));
    if (program.wantsJson()) {
      program.console().json(results.stream().map(VerifyCommand::json).toList());
    } else {
      results.forEach(
          verified -> program.console().line(verified.name() + "\t" + verified.result().text()));
    }
    List<Verified> damaged =
        results.stream().filter(verified -> verified.result() == Verified.Result.DAMAGED).toList();
    for (Verified verified : damaged) {
      program
          .console()
          .error(
              verified.name()
                  + ": damaged: expected sha256 "
                  + verified.expected().map(Object::toString).orElse("?")
                  + ", got "
                  + verified.actual().map(Object::toString).orElse("?")
                  + "; 'cache "
                  + verified.name()
                  + "' mends it");
    }
    return damaged.isEmpty() ? ExitStatus.DONE : ExitStatus.INTEGRITY;
  }

  private static Map<String, Object> json(Verified verified) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("name", verified.name().value());
    object.put("result", verified.result().text());
    object.put("expected", verified.expected().map(Object::toString).orElse(null));
    object.put("actual", verified.actual().map(Object::toString).orElse(null));
    return object;
  }
}
