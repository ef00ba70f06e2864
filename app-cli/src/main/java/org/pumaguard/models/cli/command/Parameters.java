package org.pumaguard.models.cli.command;

import java.util.List;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Kinds of parameters and options that several commands share. */
final class Parameters {

  private Parameters() {}

  /** Any number of model names. */
  static PositionalParamSpec names(String description) {
    return names("NAME", description);
  }

  /** Any number of names. */
  static PositionalParamSpec names(String label, String description) {
    return PositionalParamSpec.builder()
        .type(List.class)
        .auxiliaryTypes(String.class)
        .arity("0..*")
        .paramLabel(label)
        .description(description)
        .build();
  }

  /** One or more model names. */
  static PositionalParamSpec someNames(String description) {
    return PositionalParamSpec.builder()
        .type(List.class)
        .auxiliaryTypes(String.class)
        .arity("1..*")
        .required(true)
        .paramLabel("NAME")
        .description(description)
        .build();
  }

  /** Exactly one model name. */
  static PositionalParamSpec name() {
    return one("NAME", "A model of the registry.", true);
  }

  /** One argument. */
  static PositionalParamSpec one(String label, String description, boolean required) {
    return PositionalParamSpec.builder()
        .type(String.class)
        .index("0")
        .arity(required ? "1" : "0..1")
        .required(required)
        .paramLabel(label)
        .description(description)
        .build();
  }

  /** An option with a value. */
  static OptionSpec value(String label, String description, String... names) {
    return OptionSpec.builder(names)
        .type(String.class)
        .arity("1")
        .paramLabel(label)
        .description(description)
        .build();
  }

  /** An option without a value. */
  static OptionSpec flag(String description, String... names) {
    return OptionSpec.builder(names)
        .type(boolean.class)
        .arity("0")
        .description(description)
        .build();
  }
}
