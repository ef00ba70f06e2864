package org.pumaguard.models.filesystem.archive;

import com.github.luben.zstd.util.Native;
import com.github.luben.zstd.util.ZstdVersion;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Locale;
import java.util.Optional;
import org.pumaguard.models.domain.port.Archives;

/**
 * Loads the native library of zstd. The programs ship it beside their jar files, so that nothing is
 * written at run time: a temporary directory may be read-only, or mounted with {@code noexec}.
 * Where it is not shipped, zstd-jni unpacks its own copy into {@code java.io.tmpdir}.
 */
public final class ZstdLibrary {

  /** The property with which zstd-jni is told where its library is. */
  private static final String PATH = "ZstdNativePath";

  private ZstdLibrary() {}

  /**
   * Loads the library unless it is loaded.
   *
   * @throws Archives.LibraryAbsent if zstd-jni is not on the class path
   * @throws Archives.Unavailable if it cannot be loaded on this machine
   */
  public static synchronized void load() throws Archives.LibraryAbsent, Archives.Unavailable {
    DecoderLibrary.ZSTD.require();
    if (Native.isLoaded()) {
      return;
    }
    Optional<Path> shipped = System.getProperty(PATH) == null ? shipped() : Optional.empty();
    if (shipped.isPresent() && isLoadable(shipped.get())) {
      return;
    }
    try {
      Native.load();
    } catch (LinkageError e) {
      String cause = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new Archives.Unavailable("the zstd library cannot be loaded: " + cause, e);
    }
  }

  /** A library for another C library than that of this machine is not loadable. */
  private static boolean isLoadable(Path library) {
    System.setProperty(PATH, library.toString());
    try {
      Native.load();
      return true;
    } catch (LinkageError e) {
      return false;
    } finally {
      System.clearProperty(PATH);
    }
  }

  private static Optional<Path> shipped() {
    CodeSource source = Native.class.getProtectionDomain().getCodeSource();
    if (source == null
        || source.getLocation() == null
        || !source.getLocation().getProtocol().equals("file")) {
      // The classes come from another place than a file, such as a jar file in a jar file.
      return Optional.empty();
    }
    try {
      Path jar = Path.of(source.getLocation().toURI());
      return Optional.of(jar.resolveSibling("native").resolve(fileName()))
          .filter(Files::isReadable);
    } catch (URISyntaxException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The path of the library for this system, as in the jar file of zstd-jni. */
  private static String fileName() {
    String name = System.getProperty("os.name", "").toLowerCase(Locale.ROOT).replace(' ', '_');
    boolean isMac = name.startsWith("mac") || name.startsWith("darwin");
    String arch = System.getProperty("os.arch", "");
    return (isMac ? "darwin" : name)
        + "/"
        + (isMac && arch.equals("amd64") ? "x86_64" : arch)
        + "/libzstd-jni-"
        + ZstdVersion.VERSION
        + (isMac ? ".dylib" : ".so");
  }
}
