package org.pumaguard.models.filesystem.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The id of the current boot (proc(5), random/boot_id); unknown on other systems. */
public final class BootId {

  private static final Path FILE = Path.of("/proc/sys/kernel/random/boot_id");

  private static final Optional<String> CURRENT = read();

  private BootId() {}

  public static Optional<String> current() {
    return CURRENT;
  }

  private static Optional<String> read() {
    try {
      return Optional.of(Files.readString(FILE).strip()).filter(id -> id.matches("[0-9a-f-]{36}"));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
