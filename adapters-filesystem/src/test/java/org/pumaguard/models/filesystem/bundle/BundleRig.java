package org.pumaguard.models.filesystem.bundle;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.CacheSettings;
import org.pumaguard.models.domain.api.ImportResult;
import org.pumaguard.models.domain.bundle.Bundler;
import org.pumaguard.models.domain.cache.CacheFactory;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.model.SourceRegistry;
import org.pumaguard.models.domain.port.Progress;
import org.pumaguard.models.filesystem.FilesystemModule;
import org.pumaguard.models.filesystem.FilesystemSettings;
import org.pumaguard.models.filesystem.registry.YamlRegistryParser;

/** A cache in its own directory that creates and imports bundles. */
final class BundleRig implements AutoCloseable {

  final Path directory;
  private final ExecutorService executor =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "bundle-rig");
            thread.setDaemon(true);
            return thread;
          });

  BundleRig(Path directory) {
    this.directory = directory;
  }

  /** Imports bundles; has no registry. */
  Bundler importer() {
    return bundler(new SourceRegistry(List.of(), List.of()));
  }

  /** Creates bundles of the models that a folder publishes. */
  Bundler creator(Path folder) {
    try {
      return bundler(
          new YamlRegistryParser()
              .parse(
                  Files.readAllBytes(folder.resolve("model-registry.yaml")),
                  Optional.of(new Location(folder.toUri())))
              .registry()
              .orElseThrow());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Bundler bundler(SourceRegistry registry) {
    CacheFactory factory =
        new CacheFactory(
            FilesystemModule.adapters(new FilesystemSettings(directory), Progress.none()),
            CacheSettings.DEFAULT,
            executor);
    return factory.bundler(factory.cache(() -> registry));
  }

  /** The failure of an import: of the whole bundle, or of the first failing model. */
  Optional<CacheException> refusal(Path bundle) {
    try {
      ImportResult imported = importer().importFrom(bundle);
      return imported
          .refusal()
          .or(
              () ->
                  imported.outcomes().stream()
                      .flatMap(outcome -> outcome.failure().stream())
                      .findFirst());
    } catch (CacheException e) {
      return Optional.of(e);
    }
  }

  /** The content of the visible files in the cache, without the cache registry. */
  Map<String, String> visible() {
    Map<String, String> texts = new TreeMap<>();
    if (!Files.exists(directory)) {
      return texts;
    }
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        String name = String.valueOf(file.getFileName());
        if (!name.startsWith(".") && !name.equals("model-registry.json")) {
          texts.put(
              name,
              Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                  ? Files.readString(file)
                  : "not a regular file");
        }
      }
      return texts;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A registry with these models and their content. */
  static byte[] registry(String... namesAndTexts) {
    StringBuilder yaml = new StringBuilder("schema: 2\nmodels:\n");
    for (int i = 0; i < namesAndTexts.length; i += 2) {
      String text = namesAndTexts[i + 1];
      yaml.append("  ").append(namesAndTexts[i]).append(": {sha256: ").append(Sha256.ofUtf8(text));
      yaml.append(", size: ").append(text.length()).append("}\n");
    }
    return yaml.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** The bundle entry for some content. */
  static Item content(String text) {
    return new Item("blobs/sha256/" + Sha256.ofUtf8(text), text.getBytes(StandardCharsets.UTF_8));
  }

  /** A tar of these entries. */
  static byte[] tar(Item... items) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8")) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      for (Item item : items) {
        TarArchiveEntry header = new TarArchiveEntry(item.name(), item.type(), true);
        header.setSize(item.bytes().length);
        header.setLinkName(item.link());
        tar.putArchiveEntry(header);
        tar.write(item.bytes());
        tar.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }

  /** Concatenates arrays. */
  static byte[] join(byte[]... arrays) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    new ArrayList<>(List.of(arrays)).forEach(all::writeBytes);
    return all.toByteArray();
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }

  /** One entry of a tar. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Item(String name, byte type, String link, byte[] bytes) {
    Item(String name, byte[] bytes) {
      this(name, (byte) '0', "", bytes);
    }

    Item(String name, char type, String link) {
      this(name, (byte) type, link, new byte[0]);
    }
  }
}
