package org.pumaguard.models.domain.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceLocationTest {

  private static final String HEX = "0123456789abcdef".repeat(4);

  @ParameterizedTest
  @CsvSource({
    "https://h/models/, https://h/models/part_aa",
    "https://h/models, https://h/models/part_aa",
    "https://h, https://h/part_aa",
    "https://h/{name}.gz, https://h/part_aa.gz",
    "https://h/{model}/{name}, https://h/two.h5/part_aa",
    "https://h/{model}, https://h/two.h5",
    "https://h/get?file={name}&of={model}, https://h/get?file=part_aa&of=two.h5",
    "https://h/models?token=t, https://h/models/part_aa?token=t",
    "https://h/models/?token=t, https://h/models/part_aa?token=t",
    "https://h/models#top, https://h/models/part_aa#top",
    "https://h/{name}/{name}, https://h/part_aa/part_aa",
    "https://h/a//b, https://h/a//b/part_aa",
    "file:///stick/models, file:///stick/models/part_aa"
  })
  void findsAFileByName(String template, String expected) {
    assertEquals(URI.create(expected), locate(new SourceLocation(template), "part_aa"));
  }

  @Test
  void findsAFileByDigest() {
    assertEquals(
        URI.create("https://cas.example/blobs/" + HEX),
        locate(new SourceLocation("https://cas.example/blobs/{sha256}"), "part_aa"));
  }

  @ParameterizedTest
  @CsvSource({
    "a b, a%20b",
    "a#b, a%23b",
    "a?b, a%3Fb",
    "a%20b, a%2520b",
    "ü.h5, %C3%BC.h5",
    "a+b&c=d, a%2Bb%26c%3Dd",
    "a:b@c, a%3Ab%40c",
    "a$1, a%241",
    "'{sha256}', %7Bsha256%7D",
    "a-b_c~d.e, a-b_c~d.e"
  })
  void encodesNames(String name, String segment) {
    assertEquals(
        URI.create("https://h/m/" + segment), locate(new SourceLocation("https://h/m/"), name));
    assertEquals(
        URI.create("https://h/get?f=" + segment),
        locate(new SourceLocation("https://h/get?f={name}"), name));
  }

  @ParameterizedTest
  @CsvSource({
    "files, https://h/reg/, https://h/reg/files/a.h5",
    "files/, https://h/reg/, https://h/reg/files/a.h5",
    "., https://h/reg/, https://h/reg/a.h5",
    "./files, https://h/reg, https://h/reg/files/a.h5",
    "../files, https://h/reg/, https://h/files/a.h5",
    "'{model}/{name}', https://h/reg/, https://h/reg/two.h5/a.h5",
    "my files, https://h/reg/, https://h/reg/my%20files/a.h5",
    "50%, https://h/reg/, https://h/reg/50%25/a.h5",
    "files, file:///stick/, file:///stick/files/a.h5",
    "'my files #1', file:///stick/, file:///stick/my%20files%20%231/a.h5"
  })
  void startsFromTheBaseWhenItIsRelative(String text, String base, String expected) {
    SourceLocation source = SourceLocation.parse(text, Optional.of(new Location(URI.create(base))));

    assertEquals(URI.create(expected).getRawPath(), locate(source, "a.h5").getRawPath());
    assertEquals(URI.create(expected).getScheme(), source.scheme());
  }

  @ParameterizedTest
  @CsvSource({
    "/srv/models, /srv/models/a.h5",
    "/srv/my models #1?, /srv/my models #1?/a.h5",
    "/srv/100%20, /srv/100%20/a.h5",
    "/srv/{model}/{name}, /srv/two.h5/a.h5",
    "/srv/{other}, /srv/{other}/a.h5",
    "/, /a.h5"
  })
  void parsesAnAbsolutePathAsADirectory(String path, String expected) {
    URI file = locate(SourceLocation.parse(path, Optional.empty()), "a.h5");

    assertEquals("file", file.getScheme());
    assertEquals(expected, file.getPath());
  }

  @Test
  void needsABaseWhenItIsRelative() {
    assertThrows(
        IllegalArgumentException.class, () -> SourceLocation.parse("files", Optional.empty()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "  ",
        "https://h/a b",
        "https://h/{unknown}",
        "https://h/%zz",
        "http:",
        "https:///models/",
        "http:models"
      })
  void refusesWhatIsNoLocation(String text) {
    Optional<Location> base = Optional.of(new Location(URI.create("https://h/")));

    assertThrows(IllegalArgumentException.class, () -> SourceLocation.parse(text, base));
  }

  @ParameterizedTest
  @ValueSource(strings = {"files/", "/srv/models", "{name}"})
  void isAbsolute(String template) {
    assertThrows(IllegalArgumentException.class, () -> new SourceLocation(template));
  }

  @ParameterizedTest
  @CsvSource({
    "https://h/models/, https://h/models/",
    "https://user:secret@h/models/, https://h/models/",
    "https://h/m?token=secret, https://h/m?…",
    "https://h/m?a=secret&b=secret#x, https://h/m?…",
    "https://h/get?f={name}&sig=secret==, https://h/get?…",
    "https://u:p@h/{sha256}?sig=secret, https://h/{sha256}?…"
  })
  void isShownWithoutWhatMayBeSecret(String template, String shown) {
    assertEquals(shown, new SourceLocation(template).toString());
  }

  @Test
  void keepsSecretsOutOfARefusal() {
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class,
            () -> new SourceLocation("https://user:secret@h/a b?token=secret"));

    assertFalse(String.valueOf(refusal.getMessage()).contains("secret"));
  }

  @Test
  void tellsTheSchemeInLowerCase() {
    assertEquals("https", new SourceLocation("HTTPS://h/").scheme());
  }

  private static URI locate(SourceLocation source, String name) {
    return source.locate(FileName.parse(name), ModelName.parse("two.h5"), Sha256.parse(HEX)).uri();
  }

  @ParameterizedTest
  @CsvSource({
    "https://u:p@h/x, https://h/x",
    "https://h/x?sig=s, https://h/x",
    "https://h/get?file={name}&sig=s, https://h/get?file={name}",
    "https://h/{name}?a=b#c, https://h/{name}",
    "https://h/x@y/, https://h/x@y/",
    "file:///a/b, file:///a/b"
  })
  void leavesOutWhatMayBeSecret(String template, String expected) {
    assertEquals(expected, new SourceLocation(template).withoutCredentials().template());
  }

  @ParameterizedTest
  @CsvSource({
    "https://h/a/detector.h5, https://h/a/detector.h5",
    "https://h/, https://h/",
    "https://h, https://h",
    "https://h/a?sig=s%2Bt#top, https://h/a?sig=s%2Bt",
    "https://h/%7Bname%7D/%7Bsha256%7D, https://h/%7Bname%7D/%7Bsha256%7D",
    "file:///srv/a%20%7Bname%7D.h5, file:///srv/a%20%7Bname%7D.h5"
  })
  void appendsNothingToTheLocationOfAFile(String file, String expected) {
    SourceLocation source = SourceLocation.exactly(new Location(URI.create(file)));

    assertEquals(URI.create(expected), locate(source, "part_aa"));
    assertEquals(source, SourceLocation.parse(source.template(), Optional.empty()));
    assertTrue(source.isExact());
  }

  @ParameterizedTest
  @CsvSource({
    "https://h/a.h5, https://h/a.h5, https://h/a.h5",
    "https://u:s3cret@h/a.h5?sig=s3cret, https://h/a.h5?…, https://h/a.h5",
    "file:///srv/a%20b.h5, /srv/a b.h5, file:///srv/a%20b.h5"
  })
  void showsAndExportsTheLocationOfAFile(String file, String shown, String exported) {
    SourceLocation source = SourceLocation.exactly(new Location(URI.create(file)));

    assertEquals(shown, source.toString());
    assertEquals(
        SourceLocation.exactly(new Location(URI.create(exported))), source.withoutCredentials());
  }

  @ParameterizedTest
  @CsvSource({
    "https://h/reg/, https://h/reg/a%20b.h5, a%20b.h5#sha256={sha256}",
    "https://h/reg/, https://h/reg/sub/a.h5, sub/a.h5#sha256={sha256}",
    "https://h/reg/, https://h/other/a.h5, https://h/other/a.h5#sha256={sha256}"
  })
  void theLocationOfAFileIsRelativeToItsPlace(String place, String file, String text) {
    Location folder = new Location(URI.create(place));
    SourceLocation source = SourceLocation.exactly(new Location(URI.create(file)));

    assertEquals(source, SourceLocation.parse(source.relativeTo(folder), Optional.of(folder)));
    if (!file.contains("%")) {
      assertEquals(text, source.relativeTo(folder));
    }
  }

  @Test
  void aPathCanNameOneFile() {
    SourceLocation source = SourceLocation.parse("/srv/a b.h5#sha256={sha256}", Optional.empty());

    assertEquals("/srv/a b.h5", locate(source, "part_aa").getPath());
  }
}
