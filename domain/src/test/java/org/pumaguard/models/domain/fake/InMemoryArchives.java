package org.pumaguard.models.domain.fake;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.pumaguard.models.domain.fake.store.InMemoryDisk;
import org.pumaguard.models.domain.model.Compression;
import org.pumaguard.models.domain.port.Archives;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Content;

/**
 * Archives in a trivial format on an {@link InMemoryDisk}. An archive is a magic word, the number
 * of entries, and for each entry a name, a length and its bytes; a name that ends in a slash is a
 * directory. A compressed file is a magic word, a length, and the bytes with all bits flipped.
 */
public final class InMemoryArchives implements Archives {

  private static final String ARCHIVE = "archive";
  private static final int CHUNK_BYTES = 8 * 1024;

  private final InMemoryDisk disk;

  /** Unpacks to a disk. */
  public InMemoryArchives(InMemoryDisk disk) {
    this.disk = disk;
  }

  /** An archive with these files, in the order of the map. */
  public static byte[] archive(Map<String, byte[]> files) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeUTF(ARCHIVE);
      out.writeInt(files.size());
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        out.writeUTF(file.getKey());
        out.writeInt(file.getValue().length);
        out.write(file.getValue());
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return bytes.toByteArray();
  }

  /** A compressed file with these bytes. */
  public static byte[] compressed(Compression compression, byte[] plain) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeUTF(compression.text());
      out.writeInt(plain.length);
      for (byte one : plain) {
        out.writeByte(~one);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return bytes.toByteArray();
  }

  @Override
  public void decompress(Compression compression, Content content, Sink sink) throws IOException {
    byte[] plain;
    try (DataInputStream in = open(content)) {
      require(in.readUTF().equals(compression.text()), "not compressed with " + compression.text());
      int length = in.readInt();
      plain = in.readNBytes(length);
      require(plain.length == length, "truncated");
      require(in.available() == 0, "bytes follow the end");
    } catch (EOFException e) {
      throw new Malformed("truncated", e);
    }
    for (int at = 0; at < plain.length; at += CHUNK_BYTES) {
      byte[] chunk = Arrays.copyOfRange(plain, at, Math.min(plain.length, at + CHUNK_BYTES));
      for (int i = 0; i < chunk.length; i++) {
        chunk[i] = (byte) ~chunk[i];
      }
      sink.accept(ByteBuffer.wrap(chunk));
    }
  }

  @Override
  public void unpack(Content archive, Path directory, Limits limits, Cancellation cancellation)
      throws IOException {
    Map<String, byte[]> files = files(archive);
    long bytes = files.values().stream().mapToLong(file -> file.length).sum();
    require(files.size() <= limits.entries(), "too many entries");
    require(bytes <= limits.bytes(), "too many bytes");
    require(bytes <= limits.ratio() * archive.size(), "too high a ratio");
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      cancellation.check();
      if (file.getKey().endsWith("/")) {
        disk.makeDirectory(directory.resolve(file.getKey()));
      } else {
        disk.write(directory.resolve(file.getKey()), file.getValue());
      }
    }
  }

  @Override
  public Optional<String> difference(Content archive, Path directory, Cancellation cancellation)
      throws IOException {
    for (Map.Entry<String, byte[]> file : files(archive).entrySet()) {
      cancellation.check();
      Path path = directory.resolve(file.getKey());
      if (!disk.exists(path)) {
        return Optional.of(file.getKey() + " is missing");
      }
      if (disk.isDirectory(path) != file.getKey().endsWith("/")
          || (!disk.isDirectory(path) && !Arrays.equals(disk.read(path), file.getValue()))) {
        return Optional.of(file.getKey() + " was changed");
      }
    }
    return Optional.empty();
  }

  @Override
  public boolean isExactly(Content archive, Path directory, Cancellation cancellation)
      throws IOException {
    Set<Path> expected = new HashSet<>(Set.of(directory));
    for (String name : files(archive).keySet()) {
      for (Path path = directory.resolve(name);
          path != null && !path.equals(directory);
          path = path.getParent()) {
        expected.add(path);
      }
    }
    return difference(archive, directory, cancellation).isEmpty()
        && expected.equals(Set.copyOf(disk.tree(directory)));
  }

  private static Map<String, byte[]> files(Content archive) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (DataInputStream in = open(archive)) {
      require(in.readUTF().equals(ARCHIVE), "no archive");
      for (int left = in.readInt(); left > 0; left--) {
        String name = in.readUTF();
        int length = in.readInt();
        byte[] bytes = in.readNBytes(length);
        require(bytes.length == length, "truncated");
        Path path = Path.of(name);
        require(!path.isAbsolute() && path.equals(path.normalize()), "unsafe name " + name);
        require(!name.startsWith(".."), "unsafe name " + name);
        require(files.put(name, bytes) == null, "duplicate name " + name);
      }
    } catch (EOFException e) {
      throw new Malformed("truncated", e);
    }
    return files;
  }

  private static DataInputStream open(Content content) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((int) content.size());
    while (bytes.hasRemaining() && content.read(bytes.position(), bytes) >= 0) {
      // Until all is read.
    }
    return new DataInputStream(new ByteArrayInputStream(bytes.array(), 0, bytes.position()));
  }

  private static void require(boolean isSo, String otherwise) throws Malformed {
    if (!isSo) {
      throw new Malformed(otherwise);
    }
  }
}
