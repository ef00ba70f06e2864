package org.pumaguard.models.testkit;

/** The exit status of a program and what it has written. */
public record ProgramResult(int status, String out, String err) {

  /** The second column of a model's line on standard output. */
  public String column(String name) {
    return out.lines()
        .filter(line -> line.startsWith(name + "\t"))
        .map(line -> line.substring(name.length() + 1))
        .findFirst()
        .orElseThrow(() -> new AssertionError(name + " is not in\n" + this));
  }
}
