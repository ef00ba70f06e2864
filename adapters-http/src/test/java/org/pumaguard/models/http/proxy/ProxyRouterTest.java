package org.pumaguard.models.http.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.http.settings.HttpSettings;
import org.pumaguard.models.http.settings.ProxySettings;

class ProxyRouterTest {

  private static final URI SECURE = URI.create("https://example.org/a");

  @ParameterizedTest
  @CsvSource({
    "http://example.org/a, http://p:1",
    "HTTP://example.org/a, http://p:1",
    "https://example.org/a, http://s:2",
    "http://127.0.0.1/a, http://p:1",
    "https://localhost/a, http://s:2",
    "https://direct.example/a, none",
    "http://direct.example/a, none"
  })
  void selectsTheProxyBySchemeAndExceptions(String target, String proxy) {
    ProxyRouter router =
        new ProxyRouter(
            new ProxySettings(named("http://p:1"), named("http://s:2"), "direct.example"));

    assertEquals(
        proxy, router.proxyFor(URI.create(target)).map(ProxyServer::toString).orElse("none"));
  }

  @Test
  void selectsNoneIfNoneIsConfigured() {
    assertEquals(Optional.empty(), new ProxyRouter(ProxySettings.NONE).proxyFor(SECURE));
  }

  @ParameterizedTest
  @CsvSource({
    "proxy:3128, http://proxy:3128, ",
    "' proxy:3128 ', http://proxy:3128, ",
    "http://proxy:3128, http://proxy:3128, ",
    "HTTP://Proxy:3128/, http://proxy:3128, ",
    "http://proxy:3128/some/path, http://proxy:3128, ",
    "http://proxy, http://proxy:1080, ",
    "127.0.0.1:8, http://127.0.0.1:8, ",
    "[::1]:8, http://[::1]:8, ",
    "http://[::1], http://[::1]:1080, ",
    "my_proxy:8, http://my_proxy:8, ",
    "http://puma:secret@proxy:8, http://proxy:8, puma:secret",
    "puma:secret@proxy:8, http://proxy:8, puma:secret",
    "puma@proxy:8, http://proxy:8, puma:",
    "puma:@proxy:8, http://proxy:8, puma:",
    "http://puma:s%40c%3Ar%25t@proxy:8, http://proxy:8, puma:s@c:r%t",
    "http://puma:s@cret@proxy:8, http://proxy:8, puma:s@cret",
    "http://puma:100%@proxy:8, http://proxy:8, puma:100%",
    "http://puma:%C3%BC%f0%9f%90%86@proxy:8, http://proxy:8, puma:ü🐆",
    "http://puma:ü🐆@proxy:8, http://proxy:8, puma:ü🐆"
  })
  void parsesAnAddress(String address, String text, String credentials) {
    ProxyServer proxy = router(address).proxyFor(SECURE).orElseThrow();

    assertEquals(text, proxy.toString());
    assertEquals(
        Optional.ofNullable(credentials)
            .map(plain -> plain.getBytes(StandardCharsets.UTF_8))
            .map(bytes -> "Basic " + Base64.getEncoder().encodeToString(bytes)),
        proxy.authorization());
  }

  @ParameterizedTest
  @CsvSource({
    "socks4://puma:s3cret@proxy:1, unsupported proxy scheme 'socks4'",
    "https://puma:s3cret@proxy:1, 'https'",
    "http://puma:s3cret@:1, invalid proxy address",
    "http://puma:s3#cret@proxy:1, percent-encode",
    "http://puma:s3?cret@proxy:1, percent-encode",
    "http://puma:12/s3cret@proxy:1, percent-encode",
    "http://puma:s3cret@, invalid proxy address",
    "puma:s3/cret@proxy:1, invalid proxy address",
    "http://puma:s3cret@proxy:0, invalid proxy port 0",
    "http://puma:s3cret@proxy:65536, invalid proxy port 65536",
    "http://puma:s3cret@pro xy:1, invalid proxy address",
    "http://puma:s3cret@proxy:port, invalid proxy address"
  })
  void refusesAnUnusableProxyAndMasksTheSecret(String address, String reason) {
    ProxyRouter router = router(address);

    HttpSettings.Unusable unusable =
        assertThrows(HttpSettings.Unusable.class, () -> router.proxyFor(SECURE));

    String message = String.valueOf(unusable.getMessage());
    assertTrue(message.startsWith("HTTPS_PROXY: "), message);
    assertTrue(message.contains(reason), message);
    assertFalse(message.contains("s3"), message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://example.org/", "https://direct.example/"})
  void ignoresAnUnusedInvalidProxy(String target) {
    ProxyRouter router =
        new ProxyRouter(
            new ProxySettings(Optional.empty(), named("socks4://proxy:1"), "direct.example"));

    assertEquals(Optional.empty(), router.proxyFor(URI.create(target)));
  }

  private static ProxyRouter router(String address) {
    return new ProxyRouter(new ProxySettings(Optional.empty(), named(address), ""));
  }

  private static Optional<ProxySettings.Named> named(String address) {
    return Optional.of(new ProxySettings.Named("HTTPS_PROXY", address));
  }
}
