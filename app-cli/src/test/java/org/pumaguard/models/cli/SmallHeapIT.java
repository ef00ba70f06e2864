package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.testkit.Digests;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.ProcessRunner;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.RunningProgram;
import org.pumaguard.models.testkit.SampleRegistry;

/** A model whose decoder needs more memory than Java has fails alone, and before it is decoded. */
class SmallHeapIT {

  private static final String TEXT = "the text of a model";

  /** The text, as {@code xz --check=crc32 --lzma2=dict=64MiB} compresses it. */
  private static final byte[] DICTIONARY_OF_64_MIB =
      Base64.getDecoder()
          .decode(
              "/Td6WFoAAAFpIt42AgAhARwAAAAQz1jMAQASdGhlIHRleHQgb2YgYSBtb2RlbAAAAAUAIwABJxOQRv1+kEKZ"
                  + "DQEAAAAAAVla");

  private static final String NEED =
      "m.txt: decompression needs 65 MiB of memory, and Java may use 32 MiB; give Java more memory";

  @TempDir private Path temp;
  private SampleRegistry published;

  @BeforeEach
  void publish() throws IOException {
    published = SampleRegistry.sized(temp.resolve("www")).single("b.pt", 5000, 1);
    compressed("m.txt", TEXT);
    published.registry();
  }

  @Test
  void theOthersAreCached() throws IOException {
    ProgramResult cached = cache("-Xmx32m");
    assertEquals(Exit.STORAGE, cached.status(), cached::toString);
    assertTrue(cached.err().contains(NEED), cached::toString);
    assertFalse(cached.err().contains("OutOfMemory"), cached::toString);
    assertTrue(Files.exists(directory().resolve("b.pt")));
    assertFalse(Files.exists(directory().resolve("m.txt")));

    ProgramResult again = cache("-Xmx128m");
    assertEquals(Exit.OK, again.status(), again::toString);
    assertEquals(TEXT, Files.readString(directory().resolve("m.txt")));
  }

  @Test
  void theFormerVersionStays() throws IOException {
    SampleRegistry former = SampleRegistry.sized(temp.resolve("www"));
    former.file("m.txt", "former".getBytes(StandardCharsets.UTF_8)).registry();
    ProgramResult first = cache("-Xmx32m");
    assertEquals(Exit.OK, first.status(), first::toString);
    published.registry();
    assertEquals(Exit.STORAGE, cache("-Xmx32m").status());
    assertEquals("former", Files.readString(directory().resolve("m.txt")));
  }

  private void compressed(String name, String text) throws IOException {
    byte[] content = text.getBytes(StandardCharsets.UTF_8);
    Path plain = Files.write(temp.resolve(name), content);
    Path file = Files.write(temp.resolve("www").resolve(name + ".xz"), DICTIONARY_OF_64_MIB);
    published.entry(
        name,
        "sha256: " + Digests.of(plain),
        "size: " + content.length,
        "file: " + name + ".xz",
        "compression: xz",
        "file-sha256: " + Digests.of(file));
  }

  private ProgramResult cache(String heap) {
    try (RunningProgram program =
        new ProcessRunner(temp.resolve("home"))
            .startJava(
                Main.class,
                List.of(heap, "-XX:TieredStopAtLevel=1"),
                "--registry",
                published.folder().toString(),
                "--cache-dir",
                directory().toString(),
                "--progress",
                "none",
                "cache")) {
      return program.finish();
    }
  }

  private Path directory() {
    return temp.resolve("models");
  }
}
