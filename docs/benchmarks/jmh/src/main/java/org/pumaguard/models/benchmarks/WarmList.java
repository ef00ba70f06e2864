package org.pumaguard.models.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
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
import org.pumaguard.models.Models;
import org.pumaguard.models.domain.api.ModelStatus;
import org.pumaguard.models.domain.cache.ModelCache;

/** What it costs to list 66 cached models; microseconds. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class WarmList {

  private static final int MODELS = 66;

  private Path folder;
  private ModelCache models;

  /** Caches all models from a folder. */
  @Setup
  public void cache() throws Exception {
    folder = Files.createTempDirectory(Path.of("target"), "warm-list").toAbsolutePath();
    Path published = Files.createDirectory(folder.resolve("published"));
    StringBuilder registry = new StringBuilder();
    for (int i = 0; i < MODELS; i++) {
      byte[] content = ("model " + i).getBytes(StandardCharsets.UTF_8);
      Files.write(published.resolve("m" + i + ".bin"), content);
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
      registry.append("m" + i + ".bin: {sha256: " + HexFormat.of().formatHex(digest) + "}\n");
    }
    Files.writeString(published.resolve("model-registry.yaml"), registry);
    models = Models.at(folder.resolve("cache")).registry(published).open();
    models.ensureAll(List.of());
  }

  /** Deletes all of it. */
  @TearDown
  public void delete() throws IOException {
    models.close();
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
  }

  /** One thread lists. */
  @Benchmark
  public List<ModelStatus> list() {
    return models.list();
  }
}
