package org.pumaguard.models.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;

/** Damage to files, as a bad disk or a program of the user does it. */
public final class Damage {

  private Damage() {}

  /** Changes one byte in the middle of a file, which may be read-only. */
  public static void flip(Path file) {
    try {
      if (!Files.getPosixFilePermissions(file).contains(PosixFilePermission.OWNER_WRITE)) {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
      }
      try (FileChannel channel =
          FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
        ByteBuffer one = ByteBuffer.allocate(1);
        long middle = channel.size() / 2;
        channel.read(one, middle);
        one.flip();
        one.put(0, (byte) (one.get(0) ^ 1));
        channel.write(one, middle);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
