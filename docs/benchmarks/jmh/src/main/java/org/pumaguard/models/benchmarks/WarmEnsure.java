package org.pumaguard.models.benchmarks;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import org.pumaguard.models.Models;
import org.pumaguard.models.domain.api.Lease;
import org.pumaguard.models.domain.cache.ModelCache;
import org.pumaguard.models.domain.model.ModelName;

/** What it costs to ask again for a model that is cached, whatever its size; microseconds. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class WarmEnsure {

  private static final ModelName NAME = ModelName.parse("model.bin");

  /** The model's size in MiB. */
  @Param({"1", "1024"})
  public int mebibytes;

  private Path folder;
  private ModelCache models;

  /** Caches a model from a folder. */
  @Setup
  public void cache() throws Exception {
    folder = Files.createTempDirectory(Path.of("target"), "warm-ensure").toAbsolutePath();
    Path published = Files.createDirectory(folder.resolve("published"));
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    byte[] chunk = new byte[1 << 20];
    try (RandomAccessFile file =
        new RandomAccessFile(published.resolve("model.bin").toFile(), "rw")) {
      for (int i = 0; i < mebibytes; i++) {
        chunk[0] = (byte) i;
        file.write(chunk);
        digest.update(chunk);
      }
    }
    Files.writeString(
        published.resolve("model-registry.yaml"),
        "model.bin: {sha256: " + HexFormat.of().formatHex(digest.digest()) + "}\n");
    models = Models.at(folder.resolve("cache")).registry(published).open();
    models.ensure(NAME);
  }

  /** Deletes all of it. */
  @TearDown
  public void delete() throws IOException {
    models.close();
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
  }

  /** One thread asks. */
  @Benchmark
  @Threads(1)
  public Path ensure() {
    return models.ensure(NAME);
  }

  /** Two threads ask at once. */
  @Benchmark
  @Threads(2)
  public Path ensureByTwo() {
    return models.ensure(NAME);
  }

  /** The same question, without the right to fetch. */
  @Benchmark
  @Threads(1)
  public Optional<Path> find() {
    return models.find(NAME);
  }

  /** A lease, taken and returned. */
  @Benchmark
  @Threads(1)
  public Path lease() {
    try (Lease lease = models.lease(NAME)) {
      return lease.path();
    }
  }
}
