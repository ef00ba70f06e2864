package org.pumaguard.models.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.pumaguard.models.cli.Main;

/**
 * Receiving, hashing and writing 256 MiB in a warm JVM, beside each of the three alone. One
 * operation is 256 MiB; the times are milliseconds.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 3)
@Fork(1)
public class InnerLoop {

  private static final int BYTES = 256 << 20;
  private static final int CHUNK = 128 * 1024;

  private final byte[] chunk = new byte[CHUNK];
  private Path folder;
  private Path model;
  private ServerSocket server;

  /** Publishes a model behind a server that does nothing but send it. */
  @Setup
  public void publish() throws Exception {
    folder = Files.createTempDirectory("inner-loop");
    model = folder.resolve("m.bin");
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    Random random = new Random(1);
    try (OutputStream out = Files.newOutputStream(model)) {
      for (int i = 0; i < BYTES; i += CHUNK) {
        random.nextBytes(chunk);
        digest.update(chunk);
        out.write(chunk);
      }
    }
    String hex = HexFormat.of().formatHex(digest.digest());
    Files.writeString(folder.resolve("model-registry.yaml"), "m.bin: {sha256: " + hex + "}\n");
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    daemon(this::serve);
  }

  /** Ends the server. */
  @TearDown
  public void end() throws IOException {
    server.close();
    delete(folder);
  }

  /** The limit of hashing. */
  @Benchmark
  public byte[] hash() throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    for (int i = 0; i < BYTES; i += CHUNK) {
      digest.update(chunk);
    }
    return digest.digest();
  }

  /** The limit of the loopback interface. */
  @Benchmark
  public long receive() throws IOException {
    try (Socket socket = new Socket(server.getInetAddress(), server.getLocalPort())) {
      socket.getOutputStream().write("GET /m.bin\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      long received = 0;
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        received += n;
      }
      return received;
    }
  }

  /** The limit of the page cache. */
  @Benchmark
  public void write() throws IOException {
    writeFile(false);
  }

  /** The limit of the disk. */
  @Benchmark
  public void writeAndForce() throws IOException {
    writeFile(true);
  }

  /** All of it: the command {@code cache}, into a cache that is empty. */
  @Benchmark
  public void fetch() throws IOException {
    Path cache = folder.resolve("cache");
    String[] arguments = {
      "cache", "--progress", "none", "--cache-dir", cache.toString(),
      "-r", folder.toString(), "-s", "http://127.0.0.1:" + server.getLocalPort() + "/"
    };
    int status = Main.run(arguments, List.of());
    if (status != 0) {
      throw new IllegalStateException("exit status " + status);
    }
    delete(cache);
  }

  private void writeFile(boolean force) throws IOException {
    Path file = folder.resolve("written");
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      for (int i = 0; i < BYTES; i += CHUNK) {
        channel.write(ByteBuffer.wrap(chunk));
      }
      if (force) {
        channel.force(false);
      }
    }
    Files.delete(file);
  }

  private void serve() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        daemon(() -> answer(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void answer(Socket socket) {
    try (socket;
        FileChannel file = FileChannel.open(model)) {
      int newlines = 0;
      InputStream in = socket.getInputStream();
      while (newlines < 2) {
        int b = in.read();
        newlines = b == '\n' ? newlines + 1 : b == '\r' ? newlines : 0;
      }
      String head = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: " + BYTES + "\r\n\r\n";
      OutputStream out = socket.getOutputStream();
      out.write(head.getBytes(StandardCharsets.US_ASCII));
      byte[] buffer = new byte[CHUNK];
      ByteBuffer bytes = ByteBuffer.wrap(buffer);
      for (int n = file.read(bytes); n >= 0; n = file.read(bytes.clear())) {
        out.write(buffer, 0, n);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work);
    thread.setDaemon(true);
    thread.start();
  }

  private static void delete(Path root) throws IOException {
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
