package org.pumaguard.models.domain.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocationTest {

  @ParameterizedTest
  @CsvSource({
    "https://example.org/models/a.h5, https://example.org/models/a.h5",
    "https://user:secret@example.org/a, https://example.org/a",
    "https://example.org/a?X-Signature=secret&v=1, https://example.org/a?…",
    "https://u:p@example.org:8443/a?token=secret, https://example.org:8443/a?…",
    "https://example.org, https://example.org",
    "HTTPS://example.org/a, https://example.org/a",
    "https://example.org/a%20b, https://example.org/a%20b",
    "https://example.org/a#part, https://example.org/a",
    "file:///home/puma%20guard/models, /home/puma guard/models",
    "file:/home/models, /home/models"
  })
  void isShownWithoutWhatMayBeSecret(String uri, String shown) {
    assertEquals(shown, at(uri).toString());
  }

  @ParameterizedTest
  @CsvSource({
    "http://localhost/, true",
    "http://LOCALHOST:8080/, true",
    "http://127.0.0.1/, true",
    "http://127.255.3.4:1/, true",
    "http://[::1]/, true",
    "http://[::1]:8080/, true",
    "http://128.0.0.1/, false",
    "http://127.0.0.1.example.org/, false",
    "http://localhost.example.org/, false",
    "http://example.org/localhost, false",
    "http://localhost@example.org/, false",
    "http://0.0.0.0/, false",
    "http://[::2]/, false",
    "http://10.0.0.1/, false",
    "file:///localhost, false"
  })
  void knowsTheLoopbackInterface(String uri, boolean loopback) {
    assertEquals(loopback, at(uri).isLoopback());
  }

  @ParameterizedTest
  @CsvSource({
    "https://example.org/models/, a.h5, https://example.org/models/a.h5",
    "https://example.org/models, a.h5, https://example.org/models/a.h5",
    "https://example.org, a.h5, https://example.org/a.h5",
    "file:///stick/, model-registry.yaml, file:///stick/model-registry.yaml",
    "https://example.org/, a b#c?d%ü, https://example.org/a%20b%23c%3Fd%25%C3%BC"
  })
  void hasChildren(String folder, String name, String child) {
    assertEquals(at(child), at(folder).child(name));
  }

  @ParameterizedTest
  @CsvSource({
    "https://example.org/models/registry.yaml, https://example.org/models/",
    "https://example.org/models/registry.yaml?v=1#top, https://example.org/models/",
    "https://example.org/models/, https://example.org/models/",
    "https://example.org/registry.yaml, https://example.org/",
    "file:///stick/registry.yaml, file:///stick/"
  })
  void liesInAFolder(String file, String folder) {
    assertEquals(at(folder).uri().getPath(), at(file).folder().uri().getPath());
    assertEquals(at(folder).toString(), at(file).folder().toString());
  }

  @Test
  void tellsTheSchemeInLowerCase() {
    assertEquals("https", at("HTTPS://example.org/").scheme());
  }

  @Test
  void isAbsolute() {
    assertThrows(IllegalArgumentException.class, () -> at("models/a.h5"));
  }

  private static Location at(String uri) {
    return new Location(URI.create(uri));
  }
}
