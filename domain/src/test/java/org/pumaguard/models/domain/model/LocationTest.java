package org.pumaguard.models.domain.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

  @ParameterizedTest
  @CsvSource({
    "https://h/a.h5?v=1, https://h/a.h5?v=1",
    "https://u:p@h:8443/a, https://u:p@h:8443/a",
    "https://h/{name}.h5, https://h/%7Bname%7D.h5",
    "https://h/a%7Bb%7D.h5, https://h/a%7Bb%7D.h5",
    "https://h/a?x={sha256}|b^, https://h/a?x=%7Bsha256%7D%7Cb%5E",
    "https://münchen.example/a, https://münchen.example/a",
    "classpath:models.yaml, classpath:models.yaml",
    "file:///srv/a, file:///srv/a",
    "/srv/a b{name}.h5, file:///srv/a%20b%7Bname%7D.h5",
    "a/../b.h5, file:///work/station/b.h5",
    "./a%20b, file:///work/station/a%2520b",
    "C:, file:///work/station/C:"
  })
  void parsesUrlsAndPaths(String text, String expected) {
    assertEquals(
        at(expected), Location.parse(text, Path.of("/work/station")), "in another directory");
    assertTrue(Location.parse(text).uri().isAbsolute());
  }

  @Test
  void resolvesAPathAgainstTheWorkingDirectory() {
    assertEquals(
        Path.of("models", "a.h5").toAbsolutePath(), Path.of(Location.parse("models/a.h5").uri()));
    assertEquals(Location.parse("models/a.h5"), Location.of(Path.of("models/a.h5")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "http:models",
        "https:///a",
        "https://h/s3cret?a b",
        "https://u:s3cret@h/a b",
        "https://h/%zz?s3cret"
      })
  void refusesWhatIsNoLocation(String text) {
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> Location.parse(text));

    assertFalse(String.valueOf(refusal).contains("s3cret"), refusal::toString);
    assertNull(refusal.getCause());
  }

  @Test
  void namesWhatIsNoUrl() {
    assertEquals(
        "'https://h/a b' is not a URL",
        assertThrows(IllegalArgumentException.class, () -> Location.parse("https://h/a b"))
            .getMessage());
  }

  private static Location at(String uri) {
    return new Location(URI.create(uri));
  }
}
