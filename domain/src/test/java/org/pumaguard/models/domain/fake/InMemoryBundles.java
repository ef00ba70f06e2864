package org.pumaguard.models.domain.fake;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UTFDataFormatException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.pumaguard.models.domain.fake.store.InMemoryDisk;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.Bundles;

/**
 * Bundles in a trivial format on an {@link InMemoryDisk}: for each entry a name, a length and its
 * bytes; an empty name at the end.
 */
public final class InMemoryBundles implements Bundles {

  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

  private final InMemoryDisk disk;

  /** Bundles on a disk. */
  public InMemoryBundles(InMemoryDisk disk) {
    this.disk = disk;
  }

  @Override
  public boolean canWrite(Path file) {
    return file.toString().endsWith(".tar");
  }

  @Override
  public Draft draft(Path file) throws IOException {
    Path folder = file.getParent();
    if (folder != null && !disk.isDirectory(folder)) {
      throw new FileSystemException(file.toString(), null, "no such directory");
    }
    return new Written(file);
  }

  @Override
  public Reading open(Path file) throws IOException {
    return new Read(disk.read(file));
  }

  /** The names of a bundle's contents, or whatever looks like a digest. */
  @Override
  public Set<Sha256> listed(Path list) throws IOException {
    Set<Sha256> digests = new HashSet<>();
    Matcher found = DIGEST.matcher(new String(disk.read(list), StandardCharsets.ISO_8859_1));
    while (found.find()) {
      digests.add(new Sha256(found.group()));
    }
    if (digests.isEmpty()) {
      throw new Malformed("no list of digests");
    }
    return digests;
  }

  private final class Written implements Draft {

    private final Path file;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);

    Written(Path file) {
      this.file = file;
    }

    @Override
    public void begin(Entry entry) throws IOException {
      out.writeUTF(entry.name());
      out.writeLong(entry.size());
    }

    @Override
    public void write(ByteBuffer chunk) throws IOException {
      byte[] copy = new byte[chunk.remaining()];
      chunk.get(copy);
      out.write(copy);
    }

    @Override
    public long publish() throws IOException {
      out.writeUTF("");
      Path folder = Objects.requireNonNull(file.getParent());
      Path fresh = folder.resolve(file.getFileName() + ".part");
      disk.write(fresh, bytes.toByteArray());
      disk.move(fresh, file);
      disk.forceNames(folder);
      return bytes.size();
    }

    @Override
    public void close() {}
  }

  private static final class Read implements Reading {

    private final byte[] bytes;
    private final DataInputStream in;
    private long left;

    Read(byte[] bytes) {
      this.bytes = bytes;
      this.in = new DataInputStream(new ByteArrayInputStream(bytes));
    }

    @Override
    public Optional<Entry> next() throws IOException {
      try {
        in.skipNBytes(left);
        String name = in.readUTF();
        if (name.isEmpty()) {
          return Optional.empty();
        }
        left = in.readLong();
        return Optional.of(new Entry(name, left));
      } catch (EOFException | UTFDataFormatException e) {
        throw new Malformed("truncated bundle", e);
      }
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
      if (left == 0) {
        return -1;
      }
      byte[] chunk = in.readNBytes((int) Math.min(left, into.remaining()));
      if (chunk.length == 0 && into.hasRemaining()) {
        throw new Malformed("truncated bundle");
      }
      into.put(chunk);
      left -= chunk.length;
      return chunk.length;
    }

    @Override
    public Optional<Reading> again() {
      return Optional.of(new Read(bytes));
    }

    @Override
    public void close() {}
  }
}
