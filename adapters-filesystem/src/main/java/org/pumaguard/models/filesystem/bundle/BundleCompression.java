package org.pumaguard.models.filesystem.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.compress.compressors.CompressorException;
import org.apache.commons.compress.compressors.CompressorStreamFactory;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipParameters;
import org.apache.commons.compress.compressors.zstandard.ZstdCompressorOutputStream;
import org.pumaguard.models.domain.port.Bundles;
import org.pumaguard.models.filesystem.disk.DurableFiles;

/**
 * How a bundle is compressed. What is written depends on nothing but what goes in: no time, no
 * name, one thread, a fixed level.
 */
enum BundleCompression {
  PLAIN,
  GZIP,
  ZSTD;

  private static final int GZIP_LEVEL = 6;

  /** RFC 1952: not known. */
  private static final int NO_OPERATING_SYSTEM = 255;

  private static final int MAX_DECODER_KIB = 160 << 10;
  private static final int BUFFER_BYTES = 128 * 1024;

  /** What a file's name says. */
  static Optional<BundleCompression> of(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    if (name.endsWith(".tar")) {
      return Optional.of(PLAIN);
    }
    if (name.endsWith(".tar.gz") || name.endsWith(".tgz")) {
      return Optional.of(GZIP);
    }
    return name.endsWith(".tar.zst") ? Optional.of(ZSTD) : Optional.empty();
  }

  /** What a file's first bytes say; anything that is not compressed counts as plain. */
  static BundleCompression of(byte[] beginning) {
    if (startsWith(beginning, 0x1f, 0x8b)) {
      return GZIP;
    }
    return startsWith(beginning, 0x28, 0xb5, 0x2f, 0xfd) ? ZSTD : PLAIN;
  }

  private static boolean startsWith(byte[] bytes, int... magic) {
    for (int i = 0; i < magic.length; i++) {
      if (i >= bytes.length || (bytes[i] & 0xff) != magic[i]) {
        return false;
      }
    }
    return true;
  }

  OutputStream compressed(OutputStream raw) throws IOException {
    return switch (this) {
      case PLAIN -> raw;
      case GZIP -> new GzipCompressorOutputStream(raw, gzip());
      case ZSTD -> new ZstdCompressorOutputStream(raw); // level 3, one thread
    };
  }

  private static GzipParameters gzip() {
    GzipParameters parameters = new GzipParameters();
    parameters.setCompressionLevel(GZIP_LEVEL);
    parameters.setOperatingSystem(NO_OPERATING_SYSTEM);
    parameters.setBufferSize(BUFFER_BYTES);
    return parameters;
  }

  /** The stream behind the compression, to the end of all that follows. */
  InputStream decompressed(InputStream raw) throws IOException {
    String name =
        switch (this) {
          case PLAIN -> "";
          case GZIP -> CompressorStreamFactory.GZIP;
          case ZSTD -> CompressorStreamFactory.ZSTANDARD;
        };
    if (name.isEmpty()) {
      return raw;
    }
    try {
      return new CompressorStreamFactory(true, MAX_DECODER_KIB)
          .createCompressorInputStream(name, raw);
    } catch (CompressorException e) {
      throw new Bundles.Malformed("it is damaged: " + DurableFiles.reason(e), e);
    }
  }
}
