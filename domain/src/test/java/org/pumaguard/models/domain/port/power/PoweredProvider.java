package org.pumaguard.models.domain.port.power;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;

/** Passes all calls to the default provider, and tells a {@link PoweredDisk} of changes. */
final class PoweredProvider extends FileSystemProvider {

  private static final FileSystemProvider REAL = FileSystems.getDefault().provider();

  private final PoweredFileSystem system;
  private final PoweredDisk disk;

  PoweredProvider(PoweredFileSystem system, PoweredDisk disk) {
    this.system = system;
    this.disk = disk;
  }

  private static Path real(Path path) {
    return PoweredPath.real(path);
  }

  @Override
  public String getScheme() {
    return "powered";
  }

  @Override
  public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileSystem getFileSystem(URI uri) {
    return system;
  }

  @Override
  public Path getPath(URI uri) {
    return new PoweredPath(system, Path.of(uri));
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    return newFileChannel(path, options, attributes);
  }

  @Override
  public FileChannel newFileChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    disk.opens(real(path), options);
    return new PoweredChannel(
        disk, real(path), REAL.newFileChannel(real(path), options, attributes));
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(
      Path directory, DirectoryStream.Filter<? super Path> filter) throws IOException {
    DirectoryStream<Path> stream =
        REAL.newDirectoryStream(
            real(directory), entry -> filter.accept(new PoweredPath(system, entry)));
    return new DirectoryStream<>() {
      @Override
      public Iterator<Path> iterator() {
        return StreamSupport.stream(stream.spliterator(), false)
            .<Path>map(entry -> new PoweredPath(system, entry))
            .iterator();
      }

      @Override
      public void close() throws IOException {
        stream.close();
      }
    };
  }

  @Override
  public void createDirectory(Path directory, FileAttribute<?>... attributes) throws IOException {
    disk.change();
    REAL.createDirectory(real(directory), attributes);
  }

  @Override
  public void createSymbolicLink(Path link, Path target, FileAttribute<?>... attributes)
      throws IOException {
    disk.change();
    REAL.createSymbolicLink(real(link), real(target), attributes);
  }

  @Override
  public void createLink(Path link, Path existing) throws IOException {
    disk.change();
    REAL.createLink(real(link), real(existing));
  }

  @Override
  public Path readSymbolicLink(Path link) throws IOException {
    return new PoweredPath(system, REAL.readSymbolicLink(real(link)));
  }

  @Override
  public void delete(Path path) throws IOException {
    disk.change();
    disk.removing(real(path), () -> REAL.delete(real(path)));
  }

  @Override
  public void copy(Path from, Path to, CopyOption... options) throws IOException {
    disk.change();
    REAL.copy(real(from), real(to), options);
  }

  @Override
  public void move(Path from, Path to, CopyOption... options) throws IOException {
    disk.change();
    if (isSameFile(from, to)) {
      REAL.move(real(from), real(to), options);
    } else {
      disk.removing(real(to), () -> REAL.move(real(from), real(to), options));
    }
  }

  @Override
  public boolean isSameFile(Path one, Path other) throws IOException {
    return real(one).equals(real(other))
        || (Files.exists(real(one))
            && Files.exists(real(other))
            && REAL.isSameFile(real(one), real(other)));
  }

  @Override
  public boolean isHidden(Path path) throws IOException {
    return REAL.isHidden(real(path));
  }

  @Override
  public FileStore getFileStore(Path path) throws IOException {
    return REAL.getFileStore(real(path));
  }

  @Override
  public void checkAccess(Path path, AccessMode... modes) throws IOException {
    REAL.checkAccess(real(path), modes);
  }

  @Override
  public <V extends FileAttributeView> V getFileAttributeView(
      Path path, Class<V> type, LinkOption... options) {
    return REAL.getFileAttributeView(real(path), type, options);
  }

  @Override
  public <A extends BasicFileAttributes> A readAttributes(
      Path path, Class<A> type, LinkOption... options) throws IOException {
    return REAL.readAttributes(real(path), type, options);
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options)
      throws IOException {
    return REAL.readAttributes(real(path), attributes, options);
  }

  @Override
  public void setAttribute(Path path, String attribute, Object value, LinkOption... options)
      throws IOException {
    REAL.setAttribute(real(path), attribute, value, options);
  }
}
