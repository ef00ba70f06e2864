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
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * A folder with generated files and their registry, as a publisher would lay it out: in the first
 * form, or in the second one with sizes.
 */
final class Published {

  private static final int CHUNK = 1 << 20;

  private final Path folder;
  private final StringBuilder registry = new StringBuilder();
  private final Map<String, String> digests = new HashMap<>();
  private final boolean isSized;

  /** With a registry in the first form, which knows no sizes. */
  Published(Path folder) {
    this(folder, false);
  }

  private Published(Path folder, boolean isSized) {
    this.folder = folder;
    this.isSized = isSized;
    if (isSized) {
      line("schema: 2\nmodels:");
    }
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** With a registry in the second form that says all sizes. */
  static Published sized(Path folder) {
    return new Published(folder, true);
  }

  Path folder() {
    return folder;
  }

  /** The digest of a model, or of a fragment. */
  String digestOf(String name) {
    return Objects.requireNonNull(digests.get(name));
  }

  /** Writes the registry of what was added so far. */
  Path registry() {
    return write("model-registry.yaml", registry.toString());
  }

  /** Adds a model in fragments {@code NAME_aa}, {@code NAME_ab} …; its seed decides its bytes. */
  Published fragmented(String name, int fragments, int bytesEach, long seed) {
    MessageDigest whole = sha256();
    model(name, (long) fragments * bytesEach);
    entry("  fragments:");
    for (int i = 0; i < fragments; i++) {
      String fragment = fragment(name, i);
      String digest = generate(folder.resolve(fragment), bytesEach, seed + i, whole);
      entry("    " + fragment + ":");
      entry("      sha256: " + noted(fragment, digest));
      if (isSized) {
        entry("      size: " + bytesEach);
      }
    }
    entry("  sha256: " + noted(name, hex(whole)));
    return this;
  }

  /** Adds a model that is one file. */
  Published single(String name, int bytes, long seed) {
    model(name, bytes);
    String digest = generate(folder.resolve(name), bytes, seed, sha256());
    entry("  sha256: " + noted(name, digest));
    return this;
  }

  private void model(String name, long bytes) {
    entry("'" + name + "':");
    if (isSized) {
      entry("  size: " + bytes);
    }
  }

  private void entry(String text) {
    line((isSized ? "  " : "") + text);
  }

  private String noted(String name, String digest) {
    digests.put(name, digest);
    return digest;
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

  /** The digest of bytes. */
  static String digest(byte[] bytes) {
    return HexFormat.of().formatHex(sha256().digest(bytes));
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
