package org.pumaguard.models.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.pumaguard.models.http.FaultyServer;

/** A folder with generated models and their registry, as a publisher would lay it out. */
public final class Publisher {

  private final Path folder;
  private final Map<String, byte[]> published = new LinkedHashMap<>();
  private final Map<String, byte[]> models = new LinkedHashMap<>();
  private final Map<String, String> entries = new LinkedHashMap<>();

  public Publisher(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
  }

  /** Adds a model that is one file, or gives it another content. */
  public Publisher whole(String name, int bytes, long seed) {
    byte[] content = random(bytes, seed);
    return add(name, "    sha256: " + digest(content) + "\n    size: " + bytes + "\n", content);
  }

  private Publisher add(String name, String entry, byte[] content) {
    published.put(name, content);
    models.put(name, content);
    entries.put(name, entry);
    return this;
  }

  /** Adds a model in fragments {@code NAME_aa}, {@code NAME_ab} …; its seed decides its bytes. */
  Publisher fragmented(String name, int fragments, int bytesEach, long seed) {
    byte[] content = random(fragments * bytesEach, seed);
    StringBuilder entry = new StringBuilder();
    entry.append("    sha256: ").append(digest(content)).append("\n    fragments:\n");
    for (int i = 0; i < fragments; i++) {
      byte[] piece = Arrays.copyOfRange(content, i * bytesEach, (i + 1) * bytesEach);
      String fragment = name + "_a" + (char) ('a' + i);
      published.put(fragment, piece);
      entry.append("      ").append(fragment).append(": {sha256: ").append(digest(piece));
      entry.append(", size: ").append(bytesEach).append("}\n");
    }
    models.put(name, content);
    entries.put(name, entry.toString());
    return this;
  }

  /** Adds a model with another's content and files. */
  Publisher again(String name, String other) {
    models.put(name, bytes(other));
    entries.put(name, Objects.requireNonNull(entries.get(other)));
    return this;
  }

  /** Takes a model out of the registry; its files stay. */
  Publisher withdraw(String name) {
    entries.remove(name);
    return this;
  }

  /** Writes the files and the registry. */
  public Publisher write() throws IOException {
    for (Map.Entry<String, byte[]> file : published.entrySet()) {
      Files.write(folder.resolve(file.getKey()), file.getValue());
    }
    Files.writeString(registry(), text());
    return this;
  }

  /** Lets a server have the files and the registry. */
  public Publisher writeTo(FaultyServer server) {
    published.forEach((name, content) -> server.publish("/" + name, content));
    server.publish(
        "/model-registry.yaml", text().getBytes(java.nio.charset.StandardCharsets.UTF_8));
    return this;
  }

  private String text() {
    StringBuilder text = new StringBuilder("schema: 2\nmodels:");
    text.append(entries.isEmpty() ? " {}\n" : "\n");
    entries.forEach(
        (name, entry) -> text.append("  \"").append(name).append("\":\n").append(entry));
    return text.toString();
  }

  Path folder() {
    return folder;
  }

  public Path registry() {
    return folder.resolve("model-registry.yaml");
  }

  /** The bytes of a model, or of a fragment. */
  public byte[] bytes(String name) {
    return Objects.requireNonNull(models.getOrDefault(name, published.get(name)));
  }

  /** The digest of a model, or of a fragment. */
  String sha256(String name) {
    return digest(bytes(name));
  }

  static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] random(int bytes, long seed) {
    byte[] content = new byte[bytes];
    new SplittableRandom(seed).nextBytes(content);
    return content;
  }
}
