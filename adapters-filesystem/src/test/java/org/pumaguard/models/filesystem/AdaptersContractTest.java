package org.pumaguard.models.filesystem;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorOutputStream;
import org.apache.commons.compress.compressors.zstandard.ZstdCompressorOutputStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.domain.model.Compression;
import org.pumaguard.models.domain.port.Archives;
import org.pumaguard.models.domain.port.ArchivesContract;
import org.pumaguard.models.domain.port.Bundles;
import org.pumaguard.models.domain.port.BundlesContract;
import org.pumaguard.models.domain.port.DiskSpace;
import org.pumaguard.models.domain.port.DiskSpaceContract;
import org.pumaguard.models.domain.port.FilesOnDisk;
import org.pumaguard.models.domain.port.PlainFiles;
import org.pumaguard.models.domain.port.RegistryCopies;
import org.pumaguard.models.domain.port.RegistryCopiesContract;
import org.pumaguard.models.domain.port.RegistryParser;
import org.pumaguard.models.domain.port.RegistryParserContract;
import org.pumaguard.models.domain.port.RegistryWriter;
import org.pumaguard.models.domain.port.RegistryWriterContract;
import org.pumaguard.models.filesystem.archive.CompressArchives;
import org.pumaguard.models.filesystem.bundle.TarBundles;
import org.pumaguard.models.filesystem.disk.CacheLayout;
import org.pumaguard.models.filesystem.disk.FileDiskSpace;
import org.pumaguard.models.filesystem.registry.FileRegistryCopies;
import org.pumaguard.models.filesystem.registry.YamlRegistryParser;
import org.pumaguard.models.filesystem.registry.YamlRegistryWriter;

/**
 * The adapters of disk space, registries, archives and bundles pass the contracts of their ports.
 */
class AdaptersContractTest {

  @TempDir Path temp;

  @Nested
  class Space implements DiskSpaceContract {

    @Override
    public DiskSpace space(Path directory) {
      return new FileDiskSpace(new CacheLayout(directory));
    }

    @Override
    public Path existingDirectory() {
      return temp;
    }

    @Override
    public PlainFiles files() {
      return new FilesOnDisk();
    }
  }

  @Nested
  class Copies implements RegistryCopiesContract {

    @Override
    public RegistryCopies copies() {
      return new FileRegistryCopies(new CacheLayout(temp.resolve("cache")));
    }
  }

  @Nested
  class Registries implements RegistryParserContract, RegistryWriterContract {

    @Override
    public RegistryParser parser() {
      return new YamlRegistryParser();
    }

    @Override
    public RegistryWriter writer() {
      return new YamlRegistryWriter();
    }

    @Override
    public String textWithSource(String source) {
      return "schema: 2\nsources: ['" + source + "']\nmodels: {}\n";
    }

    @Override
    public String textWithoutSources() {
      return "schema: 2\nmodels: {}\n";
    }

    @Override
    public String textWithModels(List<Map.Entry<String, String>> models) {
      StringBuilder text = new StringBuilder("schema: 2\nmodels:\n");
      models.forEach(
          model ->
              text.append("  '" + model.getKey() + "': {sha256: '" + model.getValue() + "'}\n"));
      return text.toString();
    }
  }

  /** The form of PumaGuard's own registry. */
  @Nested
  class RegistriesOfTheFirstForm extends Registries {

    @Override
    public String textWithModels(List<Map.Entry<String, String>> models) {
      StringBuilder text = new StringBuilder();
      models.forEach(
          model ->
              text.append("'" + model.getKey() + "':\n  sha256: '" + model.getValue() + "'\n"));
      return text.toString();
    }
  }

  @Nested
  class Unpacking implements ArchivesContract {

    @Override
    public Archives archives() {
      return new CompressArchives();
    }

    @Override
    public byte[] archive(Map<String, byte[]> files) throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8")) {
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
          TarArchiveEntry header = new TarArchiveEntry(file.getKey(), true);
          header.setSize(file.getValue().length);
          tar.putArchiveEntry(header);
          tar.write(file.getValue());
          tar.closeArchiveEntry();
        }
      }
      return bytes.toByteArray();
    }

    @Override
    public byte[] compressed(Compression compression, byte[] bytes) throws IOException {
      ByteArrayOutputStream file = new ByteArrayOutputStream();
      try (OutputStream out = compressor(compression, file)) {
        out.write(bytes);
      }
      return file.toByteArray();
    }

    @SuppressWarnings("deprecation") // The replacement is a class of a transitive dependency.
    private static OutputStream compressor(Compression compression, OutputStream to)
        throws IOException {
      return switch (compression) {
        case GZ -> new GzipCompressorOutputStream(to);
        // The default preset takes 94 MiB of memory.
        case XZ -> new XZCompressorOutputStream(to, 0);
        case BZ2 -> new BZip2CompressorOutputStream(to);
        case ZST -> new ZstdCompressorOutputStream(to);
      };
    }

    @Override
    public Path emptyDirectory() throws IOException {
      return Files.createTempDirectory(temp, "unpacked");
    }

    @Override
    public PlainFiles files() {
      return new FilesOnDisk();
    }
  }

  @Nested
  class Bundling implements BundlesContract {

    @Override
    public Bundles bundles() {
      return new TarBundles();
    }

    @Override
    public Path bundle(String stem) {
      return temp.resolve(stem + ".tar");
    }

    @Override
    public PlainFiles files() {
      return new FilesOnDisk();
    }
  }
}
