package org.pumaguard.models.http.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.http.Secrets;

/** Settings that a host program composes. */
class HttpSettingsTest {

  private static final Origin ORIGIN = Origin.parse("https://models.example");

  @Test
  void changesOneSettingAtATime() {
    ProxySettings proxies = ProxySettings.of("http://proxy:3128").withExceptions("direct.example");
    CredentialSettings credentials =
        CredentialSettings.NONE.withNetrc(Path.of("/netrc")).withHeader(ORIGIN, "X-Key", "k");
    TrustSettings trust = TrustSettings.JAVA.withSystemFiles(List.of());

    HttpSettings settings =
        HttpSettings.DEFAULT
            .withCredentials(credentials)
            .withTrust(trust)
            .withProxies(proxies)
            .withUserAgent("station/1")
            .withConnections(3)
            .withTimeout(Duration.ofSeconds(7));

    assertEquals(
        new HttpSettings(Duration.ofSeconds(7), 3, "station/1", proxies, trust, credentials),
        settings);
    assertEquals(Optional.of(Path.of("/netrc")), settings.credentials().netrc());
    assertEquals(List.of(new OriginHeader(ORIGIN, "X-Key", "k")), settings.credentials().headers());
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1})
  void needsAPositiveTimeout(long seconds) {
    assertThrows(
        IllegalArgumentException.class,
        () -> HttpSettings.DEFAULT.withTimeout(Duration.ofSeconds(seconds)));
  }

  @Test
  void needsAConnection() {
    assertThrows(IllegalArgumentException.class, () -> HttpSettings.DEFAULT.withConnections(0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a\nb", "stätion", "a "})
  void needsAPlainUserAgent(String text) {
    assertThrows(IllegalArgumentException.class, () -> HttpSettings.DEFAULT.withUserAgent(text));
  }

  @ParameterizedTest
  @CsvSource({
    "X-Key:, v",
    "'', v",
    "Host, v",
    "range, v",
    "Accept-Encoding, v",
    "X-Key, 's3cret\r\nX-More: s3cret'",
    "X-Key, ' s3cret'",
    "X-Key, ''"
  })
  void refusesAHeaderWithoutItsValue(String name, String value) {
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class,
            () -> CredentialSettings.NONE.withHeader(ORIGIN, name, value));

    assertFalse(Secrets.in(refusal, "s3cret"));
  }

  @Test
  void refusesATokenWithASpace() {
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class,
            () -> CredentialSettings.NONE.withToken(ORIGIN, "s3cret s3cret"));

    assertFalse(Secrets.in(refusal, "s3cret"));
  }

  @Test
  void aLaterHeaderOfANameReplacesTheFormer() {
    CredentialSettings settings =
        CredentialSettings.NONE
            .withHeader(ORIGIN, "X-Key", "former")
            .withHeader(Origin.parse("https://other.example"), "X-Key", "other")
            .withHeader(ORIGIN, "x-key", "now");

    assertEquals(
        List.of("other", "now"), settings.headers().stream().map(OriginHeader::value).toList());
  }

  @Test
  void showsNoSecret() {
    HttpSettings settings =
        HttpSettings.DEFAULT
            .withProxies(ProxySettings.of("http://u:s3cret@proxy"))
            .withCredentials(
                CredentialSettings.NONE
                    .withHeader(ORIGIN, "X-Key", "s3cret")
                    .withToken(ORIGIN, "s3cret"));

    assertFalse(settings.toString().contains("s3cret"), settings::toString);
  }

  @ParameterizedTest
  @CsvSource({
    "https://Models.example, https://models.example:443",
    "https://models.example:8443/a/b?c, https://models.example:8443",
    "http://[::1]:80, http://[::1]:80",
    "HTTP://127.0.0.1, http://127.0.0.1:80"
  })
  void parsesAnOrigin(String text, String expected) {
    assertEquals(expected, Origin.parse(text).toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "models.example", "ftp://s3cret", "https://u:s3cret@h", "https:///s3cret"})
  void refusesWhatIsNoOrigin(String text) {
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> Origin.parse(text));

    assertFalse(Secrets.in(refusal, "s3cret"));
  }
}
