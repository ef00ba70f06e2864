package org.pumaguard.models.cli.completion;

import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.OptionSpec;

/**
 * An option of a command.
 *
 * @param names with their dashes
 * @param summary a short description
 * @param value empty for a flag
 */
record OptionSyntax(
    List<String> names, String summary, Optional<ValueSyntax> value, boolean isRepeatable) {

  OptionSyntax {
    names = List.copyOf(names);
  }

  static OptionSyntax of(OptionSpec option) {
    return new OptionSyntax(
        List.of(option.names()),
        Summary.of(option.description()),
        option.arity().max() == 0
            ? Optional.empty()
            : Optional.of(ValueSyntax.ofOption(option.paramLabel())),
        option.isMultiValue());
  }

  /** The names with one dash, or with two. */
  List<String> names(boolean isLong) {
    return names.stream().filter(name -> name.startsWith("--") == isLong).toList();
  }
}
