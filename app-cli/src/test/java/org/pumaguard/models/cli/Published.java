package org.pumaguard.models.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SplittableRandom;

/**
 * A folder with generated files and their registry in the first form, as a publisher would lay it
 * out.
 */
final class Published {

  private static final int CHUNK = 1 << 20;

  private final Path folder;
  private final StringBuilder registry = new StringBuilder();

  Published(Path folder) {
    this.folder = folder;
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path folder() {
    return folder;
  }

  /** Writes the registry of what was added so far. */
  Path registry() {
    return write("model-registry.yaml", registry.toString());
  }

  /** Adds a model in fragments {@code NAME_aa}, {@code NAME_ab} …; its seed decides its bytes. */
  Published fragmented(String name, int fragments, int bytesEach, long seed) {
    MessageDigest whole = sha256();
    registry.append(quoted(name)).append(":\n  fragments:\n");
    for (int i = 0; i < fragments; i++) {
      String fragment = fragment(name, i);
      String digest = generate(folder.resolve(fragment), bytesEach, seed + i, whole);
      registry
          .append("    ")
          .append(fragment)
          .append(":\n      sha256: ")
          .append(digest)
          .append('\n');
    }
    registry.append("  sha256: ").append(hex(whole)).append('\n');
    return this;
  }

  /** Adds a model that is one file. */
  Published single(String name, int bytes, long seed) {
    String digest = generate(folder.resolve(name), bytes, seed, sha256());
    registry.append(quoted(name)).append(":\n  sha256: ").append(digest).append('\n');
    return this;
  }

  /** Adds lines to the registry as they are. */
  Published line(String text) {
    registry.append(text).append('\n');
    return this;
  }

  /** The name of a fragment, by its number from 0. */
  static String fragment(String name, int number) {
    return name + "_" + (char) ('a' + number / 26) + (char) ('a' + number % 26);
  }

  /** Changes one byte in the middle of a file. */
  static void flip(Path file) {
    try {
      boolean readOnly =
          !Files.getPosixFilePermissions(file).contains(PosixFilePermission.OWNER_WRITE);
      if (readOnly) {
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

  /** The digest of a file. */
  static String digest(Path file) {
    try {
      MessageDigest digest = sha256();
      byte[] buffer = new byte[CHUNK];
      try (InputStream in = Files.newInputStream(file)) {
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          digest.update(buffer, 0, n);
        }
      }
      return hex(digest);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String quoted(String name) {
    return "'" + name + "'";
  }

  private Path write(String name, String text) {
    try {
      return Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String generate(Path file, int bytes, long seed, MessageDigest whole) {
    MessageDigest own = sha256();
    SplittableRandom random = new SplittableRandom(seed);
    byte[] chunk = new byte[CHUNK];
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int left = bytes; left > 0; left -= CHUNK) {
        random.nextBytes(chunk);
        int count = Math.min(left, CHUNK);
        out.write(chunk, 0, count);
        own.update(chunk, 0, count);
        whole.update(chunk, 0, count);
      }
      return hex(own);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }
}
