package org.pumaguard.models.cli.progress;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** Whether this process may draw on its terminal, or works in the background of a shell. */
final class Foreground {

  private static final Path STATUS = Path.of("/proc/self/stat");
  private static final int GROUP = 2;
  private static final int GROUP_OF_TERMINAL = 5;

  /** Without a controlling terminal, or where its group belongs to another PID namespace. */
  private static final Set<String> NO_GROUP = Set.of("-1", "0");

  private Foreground() {}

  /**
   * Whether the group of this process is the one that the terminal belongs to; true if there is no
   * controlling terminal, or if that is unknown.
   */
  static boolean isOwn() {
    try {
      return isOwn(Files.readString(STATUS, StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      return true;
    }
  }

  /** Parses proc_pid_stat(5). The name of the program may contain spaces and parentheses. */
  static boolean isOwn(String status) {
    String[] fields = status.substring(status.lastIndexOf(')') + 2).split(" ", -1);
    return fields.length <= GROUP_OF_TERMINAL
        || NO_GROUP.contains(fields[GROUP_OF_TERMINAL])
        || fields[GROUP_OF_TERMINAL].equals(fields[GROUP]);
  }
}
