package org.pumaguard.models.filesystem.archive;

import org.apache.commons.compress.compressors.CompressorStreamFactory;
import org.pumaguard.models.domain.port.Archives;

/** The libraries that Commons Compress needs for single formats. A program may leave them out. */
enum DecoderLibrary {
  XZ("org.tukaani:xz", "org.tukaani.xz.XZInputStream"),
  ZSTD("com.github.luben:zstd-jni", "com.github.luben.zstd.util.Native");

  private final String artifact;
  private final String className;

  DecoderLibrary(String artifact, String className) {
    this.artifact = artifact;
    this.className = className;
  }

  /**
   * Checks that the library of a format is on the class path, if the format needs one, and loads
   * its native part.
   *
   * @param format a name of {@link CompressorStreamFactory}
   */
  static void require(String format) throws Archives.LibraryAbsent, Archives.Unavailable {
    switch (format) {
      case CompressorStreamFactory.XZ, CompressorStreamFactory.LZMA -> XZ.require();
      case CompressorStreamFactory.ZSTANDARD -> ZstdLibrary.load();
      default -> {}
    }
  }

  /** Checks that the library is on the class path, without initialising a class. */
  void require() throws Archives.LibraryAbsent {
    try {
      Class.forName(className, false, DecoderLibrary.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new Archives.LibraryAbsent(artifact, e);
    }
  }
}
