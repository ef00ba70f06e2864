package org.pumaguard.models.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.pumaguard.models.http.FaultyServer;

/**
 * A folder with generated files and their registry, as a publisher lays it out: in the first form
 * of registries, which has no sizes, or in the second one with sizes. Files are written when they
 * are added, the registry by {@link #registry()} and {@link #write()}.
 */
public final class SampleRegistry {

  private static final String NAME = "model-registry.yaml";

  private final Path folder;
  private final boolean isSized;
  private final Map<String, SampleContent> files = new LinkedHashMap<>();
  private final Map<String, List<String>> models = new LinkedHashMap<>();
  private final Map<String, String> digests = new TreeMap<>();
  private final Map<String, String> entries = new LinkedHashMap<>();
  private List<String> sources = List.of();

  private SampleRegistry(Path folder, boolean isSized) {
    this.isSized = isSized;
    try {
      this.folder = Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** With a registry in the first form, which has no sizes. */
  public SampleRegistry(Path folder) {
    this(folder, false);
  }

  /** With a registry in the second form and with all sizes. */
  public static SampleRegistry sized(Path folder) {
    return new SampleRegistry(folder, true);
  }

  public Path folder() {
    return folder;
  }

  /** Names the sources in the registry, which has to be of the second form. */
  public SampleRegistry sources(String... urls) {
    sources = List.of(urls);
    return this;
  }

  /**
   * Adds a model that is one file, or replaces it.
   *
   * @param seed decides its bytes
   */
  public SampleRegistry single(String name, int bytes, long seed) {
    return file(name, new SampleContent.Generated(bytes, seed));
  }

  /**
   * Adds a model that is one file with this content.
   *
   * @param fields further lines of its entry
   */
  public SampleRegistry file(String name, byte[] content, String... fields) {
    return file(name, new SampleContent.Given(content), fields);
  }

  private SampleRegistry file(String name, SampleContent content, String... fields) {
    String digest = add(name, content);
    models.put(name, List.of(name));
    StringBuilder entry = new StringBuilder();
    line(entry, "sha256: " + digest);
    size(entry, content.bytes());
    for (String field : fields) {
      line(entry, field);
    }
    entries.put(name, entry.toString());
    return this;
  }

  /** Adds a model in fragments {@code NAME_aa}, {@code NAME_ab} …; its seed decides its bytes. */
  public SampleRegistry fragmented(String name, int count, int bytesEach, long seed) {
    Map<String, SampleContent> fragments = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      fragments.put(fragment(name, i), new SampleContent.Generated(bytesEach, seed + i));
    }
    return ofFragments(name, fragments);
  }

  /** Adds a model in fragments with these names and contents. */
  public SampleRegistry fragmented(String name, Map<String, byte[]> fragments) {
    Map<String, SampleContent> contents = new LinkedHashMap<>();
    fragments.forEach((file, content) -> contents.put(file, new SampleContent.Given(content)));
    return ofFragments(name, contents);
  }

  private SampleRegistry ofFragments(String name, Map<String, SampleContent> fragments) {
    StringBuilder entry = new StringBuilder();
    size(entry, fragments.values().stream().mapToLong(SampleContent::bytes).sum());
    line(entry, "fragments:");
    fragments.forEach(
        (file, content) -> {
          line(entry, "  " + quoted(file) + ":");
          line(entry, "    sha256: " + add(file, content));
          if (isSized) {
            line(entry, "    size: " + content.bytes());
          }
        });
    models.put(name, List.copyOf(fragments.keySet()));
    MessageDigest whole = Digests.sha256();
    writeTo(new DigestOutputStream(OutputStream.nullOutputStream(), whole), fragments.keySet());
    digests.put(name, Digests.hex(whole));
    line(entry, "sha256: " + digestOf(name));
    entries.put(name, entry.toString());
    return this;
  }

  /** Adds a model with the content and the files of another one. */
  public SampleRegistry copy(String name, String other) {
    models.put(name, Objects.requireNonNull(models.get(other)));
    digests.put(name, digestOf(other));
    entries.put(name, Objects.requireNonNull(entries.get(other)));
    return this;
  }

  /** Adds an entry alone: no file is published for it. */
  public SampleRegistry entry(String name, String... fields) {
    StringBuilder entry = new StringBuilder();
    for (String field : fields) {
      line(entry, field);
    }
    entries.put(name, entry.toString());
    return this;
  }

  /** Removes a model from the registry; its files stay. */
  public SampleRegistry withdraw(String name) {
    entries.remove(name);
    return this;
  }

  /** Writes the registry, and returns its path. */
  public Path registry() {
    try {
      return Files.writeString(folder.resolve(NAME), text());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes the registry, and again the files that were deleted. */
  public SampleRegistry write() {
    files.forEach(
        (name, content) -> {
          if (!Files.exists(folder.resolve(name))) {
            content.write(folder.resolve(name));
          }
        });
    registry();
    return this;
  }

  /** Publishes the files and the registry on a server. */
  public SampleRegistry writeTo(FaultyServer server) {
    files.forEach((name, content) -> server.publish("/" + name, content.toBytes()));
    server.publish("/" + NAME, text().getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /** Publishes all files of a folder on servers. */
  public static void serve(Path folder, FaultyServer... servers) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        byte[] content = Files.readAllBytes(file);
        for (FaultyServer server : servers) {
          server.publish("/" + file.getFileName(), content);
        }
      }
    }
  }

  /** The bytes of a model, or of a fragment. */
  public byte[] bytes(String name) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    writeTo(bytes, models.getOrDefault(name, List.of(name)));
    return bytes.toByteArray();
  }

  /** The digest of a model, or of a fragment. */
  public String digestOf(String name) {
    return Objects.requireNonNull(digests.get(name), name);
  }

  /** The digests of the files of a model, in their order. */
  public List<String> digestsOfFiles(String name) {
    return Objects.requireNonNull(models.get(name), name).stream().map(this::digestOf).toList();
  }

  /** The name of a fragment, by its number from 0. */
  public static String fragment(String name, int number) {
    return name + "_" + (char) ('a' + number / 26) + (char) ('a' + number % 26);
  }

  private String add(String name, SampleContent content) {
    files.put(name, content);
    String digest = content.write(folder.resolve(name));
    digests.put(name, digest);
    return digest;
  }

  private void writeTo(OutputStream out, Iterable<String> names) {
    for (String file : names) {
      Objects.requireNonNull(files.get(file), file).writeTo(out);
    }
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    if (isSized) {
      text.append("schema: 2\n");
      if (!sources.isEmpty()) {
        text.append("sources: ").append(sources.stream().map(SampleRegistry::quoted).toList());
        text.append('\n');
      }
      text.append("models:").append(entries.isEmpty() ? " {}\n" : "\n");
    }
    entries.forEach(
        (name, entry) -> text.append(indent()).append(quoted(name)).append(":\n").append(entry));
    return text.toString();
  }

  private String indent() {
    return isSized ? "  " : "";
  }

  private void line(StringBuilder entry, String field) {
    entry.append(indent()).append("  ").append(field).append('\n');
  }

  private void size(StringBuilder entry, long bytes) {
    if (isSized) {
      line(entry, "size: " + bytes);
    }
  }

  private static String quoted(String name) {
    return "'" + name.replace("'", "''") + "'";
  }
}
