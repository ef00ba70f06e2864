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
import org.pumaguard.models.filesystem.archive.DecodingErrors;
import org.pumaguard.models.filesystem.archive.ZstdLibrary;

/**
 * The compression of a bundle. Output is reproducible: it has no timestamp and no file name, and is
 * written by one thread at a fixed level.
 */
enum BundleCompression {
  PLAIN,
  GZIP,
  ZSTD;

  private static final int GZIP_LEVEL = 6;

  /** RFC 1952: unknown operating system. */
  private static final int UNKNOWN_OPERATING_SYSTEM = 255;

  private static final int MAX_DECODER_KIB = 160 << 10;
  private static final int BUFFER_BYTES = 128 * 1024;

  /** The compression that a file name stands for; empty if it is no name of a bundle. */
  static Optional<BundleCompression> ofFileName(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    if (name.endsWith(".tar")) {
      return Optional.of(PLAIN);
    }
    if (name.endsWith(".tar.gz") || name.endsWith(".tgz")) {
      return Optional.of(GZIP);
    }
    return name.endsWith(".tar.zst") ? Optional.of(ZSTD) : Optional.empty();
  }

  /** Detects the compression from the first bytes; plain unless there is a known magic number. */
  static BundleCompression detect(byte[] beginning) {
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

  /** Wraps a stream so that it compresses. */
  OutputStream compress(OutputStream raw) throws IOException {
    return switch (this) {
      case PLAIN -> raw;
      case GZIP -> new GzipCompressorOutputStream(raw, gzip());
      case ZSTD -> zstd(raw);
    };
  }

  /**
   * Level 3, one thread. A method of its own: javac 25 needs the library's stream, which is not on
   * the compile class path, to find the common type of the branches of a switch.
   */
  private static OutputStream zstd(OutputStream raw) throws IOException {
    ZstdLibrary.load();
    return new ZstdCompressorOutputStream(raw);
  }

  private static GzipParameters gzip() {
    GzipParameters parameters = new GzipParameters();
    parameters.setCompressionLevel(GZIP_LEVEL);
    parameters.setOperatingSystem(UNKNOWN_OPERATING_SYSTEM);
    parameters.setBufferSize(BUFFER_BYTES);
    return parameters;
  }

  /** Wraps a stream so that it decompresses, including concatenated streams. */
  InputStream decompress(InputStream raw) throws IOException {
    String name =
        switch (this) {
          case PLAIN -> "";
          case GZIP -> CompressorStreamFactory.GZIP;
          case ZSTD -> CompressorStreamFactory.ZSTANDARD;
        };
    if (name.isEmpty()) {
      return raw;
    }
    if (this == ZSTD) {
      ZstdLibrary.load();
    }
    try {
      return new CompressorStreamFactory(true, MAX_DECODER_KIB)
          .createCompressorInputStream(name, raw);
    } catch (CompressorException e) {
      throw new Bundles.Malformed(DecodingErrors.inArchive(e), e);
    }
  }
}
