package org.pumaguard.models.cli;

import java.util.List;

/** The program was called, or configured, in a way that can't be meant. */
final class UsageException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  UsageException(List<String> problems) {
    super(String.join("; ", problems));
    this.problems = List.copyOf(problems);
  }

  List<String> problems() {
    return problems;
  }
}
