package org.pumaguard.models.domain.port.power;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;

/**
 * A path of a {@link PoweredFileSystem}.
 *
 * @param real the same path of the default file system
 */
@SuppressWarnings("NullAway") // A path without a root, a name or a parent returns null for it.
record PoweredPath(PoweredFileSystem system, Path real) implements Path {

  /** The path of the default file system. */
  static Path real(Path path) {
    return path instanceof PoweredPath powered ? powered.real : path;
  }

  private Path powered(Path path) {
    return path == null ? null : new PoweredPath(system, path);
  }

  @Override
  public FileSystem getFileSystem() {
    return system;
  }

  @Override
  public boolean isAbsolute() {
    return real.isAbsolute();
  }

  @Override
  public Path getRoot() {
    return powered(real.getRoot());
  }

  @Override
  public Path getFileName() {
    return powered(real.getFileName());
  }

  @Override
  public Path getParent() {
    return powered(real.getParent());
  }

  @Override
  public int getNameCount() {
    return real.getNameCount();
  }

  @Override
  public Path getName(int index) {
    return powered(real.getName(index));
  }

  @Override
  public Path subpath(int begin, int end) {
    return powered(real.subpath(begin, end));
  }

  @Override
  public boolean startsWith(Path other) {
    return real.startsWith(real(other));
  }

  @Override
  public boolean endsWith(Path other) {
    return real.endsWith(real(other));
  }

  @Override
  public Path normalize() {
    return powered(real.normalize());
  }

  @Override
  public Path resolve(Path other) {
    return powered(real.resolve(real(other)));
  }

  @Override
  public Path relativize(Path other) {
    return powered(real.relativize(real(other)));
  }

  @Override
  public URI toUri() {
    return real.toUri();
  }

  @Override
  public Path toAbsolutePath() {
    return powered(real.toAbsolutePath());
  }

  @Override
  public Path toRealPath(LinkOption... options) throws IOException {
    return powered(real.toRealPath(options));
  }

  @Override
  public File toFile() {
    return real.toFile();
  }

  @Override
  public WatchKey register(
      WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
    throw new ProviderMismatchException();
  }

  @Override
  public int compareTo(Path other) {
    return real.compareTo(real(other));
  }

  @Override
  public String toString() {
    return real.toString();
  }
}
