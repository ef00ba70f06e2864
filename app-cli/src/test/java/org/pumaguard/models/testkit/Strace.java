package org.pumaguard.models.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The program below strace, and the system calls that it has made. */
public final class Strace {

  private static final Pattern LINE = Pattern.compile("(\\d+) +(<\\.\\.\\. )?(\\w+)(.*)");

  /** What strace writes of a call during which another thread called. */
  private static final String UNFINISHED = "<unfinished ...>";

  private Strace() {}

  /** Skips the test where there is no strace, or it may not trace. */
  public static void assumeStrace() {
    assumeTrue(
        ProcessRunner.succeeds("strace", "-o", "/dev/null", "true"),
        "strace is not installed or may not trace");
  }

  /**
   * A program that runs the built one below strace, for {@link Launcher#program}.
   *
   * @param options of strace, each a word or several
   */
  public static Path program(Path folder, String... options) throws IOException {
    String script =
        "#!/bin/sh\nexec strace -f -qq -o '"
            + log(folder)
            + "' "
            + String.join(" ", options)
            + " '"
            + Launcher.built()
            + "' \"$@\"\n";
    Path program = Files.writeString(folder.resolve("traced"), script);
    return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
  }

  private static Path log(Path folder) {
    return folder.resolve("trace.txt");
  }

  /** The calls, by the time of their end. */
  public static List<Call> calls(Path folder) throws IOException {
    List<Call> calls = new ArrayList<>();
    Map<String, Call> unfinished = new HashMap<>();
    int time = 0;
    for (String line : Files.readAllLines(log(folder))) {
      Matcher parts = LINE.matcher(line);
      if (!parts.matches()) {
        continue;
      }
      time++;
      String thread = parts.group(1);
      String rest = String.valueOf(parts.group(4));
      if (parts.group(2) != null) {
        Call begun = unfinished.remove(thread);
        if (begun != null) {
          String text = begun.text() + rest.replaceFirst("^ *resumed>", "");
          calls.add(new Call(begun.name(), text, begun.begin(), time));
        }
      } else if (rest.endsWith(UNFINISHED)) {
        String text = rest.substring(0, rest.length() - UNFINISHED.length()).stripTrailing();
        unfinished.put(thread, new Call(String.valueOf(parts.group(3)), text, time, time));
      } else {
        calls.add(new Call(String.valueOf(parts.group(3)), rest, time, time));
      }
    }
    return calls;
  }

  /** Those of these names, separated by {@code |}, with this text in their arguments or result. */
  public static List<Call> all(List<Call> calls, String names, String part) {
    return calls.stream().filter(call -> call.is(names, part)).toList();
  }

  /** The only one of this name with this text. */
  public static Call only(List<Call> calls, String name, String part) {
    List<Call> found = all(calls, name, part);
    assertEquals(1, found.size(), () -> name + " of " + part + ": " + found);
    return found.get(0);
  }

  /**
   * One call.
   *
   * @param text its arguments and its result
   * @param begin when it began, as a number of a line
   * @param end when it ended
   */
  public record Call(String name, String text, int begin, int end) {

    public boolean is(String names, String part) {
      return List.of(names.split("\\|", -1)).contains(name) && text.contains(part);
    }
  }
}
