package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.Multibinder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.domain.port.Fetcher;
import org.pumaguard.models.testkit.PigeonFetcher;

/** What an integrator does: a fetcher for a scheme of their own, by one more module. */
class IntegratorTest {

  private static final byte[] BYTES = "from a carrier pigeon".getBytes(StandardCharsets.UTF_8);

  @Test
  void aFetcherForANewSchemeIsOneMoreModule(@TempDir Path temp)
      throws IOException, NoSuchAlgorithmException {
    String digest = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(BYTES));
    Path registry =
        Files.writeString(
            temp.resolve("registry.yaml"),
            """
            schema: 2
            sources: ["pigeon://loft/nest"]
            models:
              m.pt: {sha256: %s}
            """
                .formatted(digest));
    Path cache = temp.resolve("cache");
    int status =
        Main.run(
            new String[] {
              "-q", "-r", registry.toString(), "--cache-dir", cache.toString(), "cache"
            },
            List.of(new PigeonModule()));
    assertEquals(0, status);
    assertArrayEquals(BYTES, Files.readAllBytes(cache.resolve("m.pt")));
  }

  private static final class PigeonModule extends AbstractModule {
    @Override
    protected void configure() {
      Multibinder.newSetBinder(binder(), Fetcher.class)
          .addBinding()
          .toInstance(new PigeonFetcher(BYTES));
    }
  }
}
