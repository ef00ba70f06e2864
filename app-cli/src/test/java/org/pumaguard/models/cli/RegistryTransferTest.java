package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.http.Fault;
import org.pumaguard.models.http.FaultyServer;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.ProgramResult;

/** A registry from the network: past caches on the way, and in whatever encoding it arrives. */
class RegistryTransferTest {

  private static final String PATH = "/model-registry.yaml";
  private static final byte[] REGISTRY =
      ("schema: 2\nmodels:\n  a.pt: {sha256: " + "ab".repeat(32) + "}\n")
          .getBytes(StandardCharsets.UTF_8);

  @TempDir private Path temp;
  private final FaultyServer server = new FaultyServer();

  RegistryTransferTest() throws IOException {}

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @Test
  void isRevalidatedAtTheOrigin() {
    server.publish(PATH, REGISTRY);
    assertEquals(Exit.OK, list().status());
    assertEquals(Exit.OK, list().status());
    assertEquals(2, server.requests(PATH).size());
    for (FaultyServer.Request request : server.requests(PATH)) {
      assertEquals(Optional.of("no-cache"), request.header("Cache-Control"));
      assertEquals(Optional.of("no-cache"), request.header("Pragma"));
    }
    assertTrue(server.requests(PATH).get(1).header("If-None-Match").isPresent());
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "x-gzip", "GZIP"})
  void isDecoded(String encoding) throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
      gzip.write(REGISTRY);
    }
    publish(compressed.toByteArray(), encoding);
    assertListed();
    assertListed();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "none", "utf-8", "aws-chunked", "br", "identity"})
  void isReadAsSentInSpiteOfAnotherName(String encoding) {
    publish(REGISTRY, encoding);
    assertListed();
  }

  @Test
  void anUnknownEncodingIsNamed() {
    publish(new byte[] {(byte) 0x8b, 2, (byte) 0x80, 1, 2, 3}, "br");
    ProgramResult refused = list();
    assertEquals(Exit.REGISTRY, refused.status(), refused::toString);
    assertTrue(
        refused.err().contains("it is sent with Content-Encoding: br, which cannot be decoded"),
        refused::toString);
  }

  private void publish(byte[] bytes, String encoding) {
    server.publish(PATH, bytes);
    server.failAlways(PATH, Fault.header("Content-Encoding: " + encoding));
  }

  private void assertListed() {
    ProgramResult listed = list();
    assertEquals(Exit.OK, listed.status(), listed::toString);
    assertTrue(listed.out().contains("a.pt"), listed::toString);
    assertFalse(listed.err().contains("warning"), listed::toString);
  }

  private ProgramResult list() {
    return Inside.launcher(temp.resolve("home"))
        .run("-r", server.location(PATH).uri().toString(), "list");
  }
}
