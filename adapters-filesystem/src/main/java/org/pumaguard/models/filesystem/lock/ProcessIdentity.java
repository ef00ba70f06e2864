package org.pumaguard.models.filesystem.lock;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.pumaguard.models.filesystem.disk.BootId;

/**
 * Names a process so that another one can tell whether it is alive: by the boot id, the PID
 * namespace, the process id, and the start time in clock ticks since the boot, as ids are reused
 * (proc(5)). The wall clock plays no part. Unknown on systems without {@code /proc}.
 */
final class ProcessIdentity {

  private static final Path PROC = Path.of("/proc");

  /** Fields 3 and 22 of {@code /proc/PID/stat}, counted from field 3. */
  private static final int STATE = 0;

  private static final int START = 19;

  private static final Optional<String> MACHINE = machine();
  private static final Optional<String> SELF =
      MACHINE.flatMap(machine -> of(machine, ProcessHandle.current().pid()));

  private ProcessIdentity() {}

  /** The name of this process. */
  static Optional<String> self() {
    return SELF;
  }

  /**
   * Whether the name is that of another live process in this PID namespace of this machine; false
   * also for processes of other machines, which cannot be inspected.
   */
  static boolean isLiveElsewhere(String name) {
    List<String> parts = List.of(name.split(" "));
    if (parts.size() != 4 || SELF.equals(Optional.of(name))) {
      return false;
    }
    try {
      return MACHINE
          .filter(machine -> name.startsWith(machine + " "))
          .flatMap(machine -> of(machine, Long.parseLong(parts.get(2))))
          .filter(name::equals)
          .isPresent();
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static Optional<String> machine() {
    try {
      Path namespace = Files.readSymbolicLink(PROC.resolve("self/ns/pid"));
      return BootId.current().map(boot -> boot + " " + namespace);
    } catch (IOException | UnsupportedOperationException e) {
      return Optional.empty();
    }
  }

  /** Empty if the process has ended; a zombie has. */
  private static Optional<String> of(String machine, long pid) {
    try {
      String stat = Files.readString(PROC.resolve(pid + "/stat"));
      // The command in parentheses may hold anything, even parentheses.
      List<String> fields = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" "));
      return "ZX".contains(fields.get(STATE))
          ? Optional.empty()
          : Optional.of(machine + " " + pid + " " + fields.get(START));
    } catch (IOException | IndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }
}
