package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.http.Certificates;
import org.pumaguard.models.testkit.Digests;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.Launcher;
import org.pumaguard.models.testkit.Nginx;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.SampleRegistry;
import org.pumaguard.models.testkit.Tinyproxy;

/** Trust and proxies, as a user sets them. */
class NetworkIT {

  @TempDir private static Path shared;
  private static Optional<Certificates> made = Optional.empty();

  @TempDir private Path temp;
  private final Certificates certificates = made.orElseThrow();
  private Launcher launcher;
  private SampleRegistry published;

  @BeforeAll
  static void makeCertificates() throws IOException {
    made = Optional.of(Certificates.make(shared));
  }

  @BeforeEach
  void publish() throws IOException {
    launcher = new Launcher(Files.createDirectory(temp.resolve("home")));
    published = new SampleRegistry(temp.resolve("www")).fragmented("m.h5", 3, 100_000, 1);
    published.registry();
  }

  @Test
  void exitsWithUnavailableForAnUnknownIssuer() {
    try (Nginx nginx = secure(Certificates.GOOD)) {
      ProgramResult result = cacheFrom(nginx, launcher);
      assertEquals(Exit.UNAVAILABLE, result.status(), result::toString);
      assertTrue(result.err().contains("'CN=Test Authority,O=Pumas'"), result::toString);
      assertTrue(
          result.err().contains("certificate signed by an unknown authority"), result::toString);
      assertTrue(result.err().contains("--ca-bundle"), result::toString);
      assertEquals(1, result.err().lines().count(), result::toString);
    }
  }

  @Test
  void theIssuerIsTrustedByOptionVariableAndFile() throws IOException {
    String bundle = bundle();
    try (Nginx nginx = secure(Certificates.GOOD)) {
      assertCached(launcher.run("--ca-bundle", bundle, "-r", nginx.url(), "cache"));
      clear();
      assertCached(
          new Launcher(temp.resolve("home"))
              .with("PUMAGUARD_CA_BUNDLE", bundle)
              .run("-r", nginx.url(), "cache"));
      clear();
      Path file = temp.resolve("home/.config/pumaguard/models.yaml");
      Files.createDirectories(file.getParent());
      Files.writeString(file, "ca-bundle: " + bundle + "\n");
      assertCached(launcher.run("-r", nginx.url(), "cache"));
    }
  }

  @ParameterizedTest
  @CsvSource({"expired, CN=once' expired on", "wrong-host, elsewhere.example"})
  void exitsWithUnavailableForABadCertificate(String alias, String words) throws IOException {
    try (Nginx nginx = secure(alias)) {
      ProgramResult result =
          launcher.run("--ca-bundle", bundle(), "-r", nginx.url(), "--retries", "0", "cache");
      assertEquals(Exit.UNAVAILABLE, result.status(), result::toString);
      assertTrue(result.err().contains(words), result::toString);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"absent.pem", "folder", "empty.pem", "text.pem"})
  void exitsWithUsageForABundleWithoutCertificates(String name) throws IOException {
    Files.createDirectory(temp.resolve("folder"));
    Files.writeString(temp.resolve("empty.pem"), "");
    Files.writeString(temp.resolve("text.pem"), "hello\n");
    String file = temp.resolve(name).toString();
    ProgramResult result =
        launcher.run("--ca-bundle", file, "-r", published.folder().toString(), "list");
    assertEquals(Exit.USAGE, result.status(), result::toString);
    assertTrue(result.err().contains(file), result::toString);
    assertEquals(1, result.err().lines().count(), result::toString);
  }

  @Test
  void exitsWithUsageForABrokenCertificate() throws IOException {
    Path file =
        Files.writeString(
            temp.resolve("broken.pem"),
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    try (Nginx nginx = secure(Certificates.GOOD)) {
      for (String registry : List.of(nginx.url(), published.folder().toString())) {
        ProgramResult result =
            launcher.run(
                "--ca-bundle", file.toString(), "-r", registry, "-s", nginx.url(), "cache");
        assertEquals(Exit.USAGE, result.status(), result::toString);
        assertTrue(result.err().contains(file.toString()), result::toString);
        assertEquals(1, result.err().lines().count(), result::toString);
      }
    }
  }

  @Test
  void aProxyIsUsedForBothSchemesWithItsPassword() throws IOException {
    try (Tinyproxy proxy = Tinyproxy.start(temp.resolve("proxy"), "puma", "s3cret");
        Nginx plain = Nginx.serve(published.folder(), temp.resolve("plain"));
        Nginx secure = secure(Certificates.GOOD)) {
      Launcher proxied =
          launcher
              .with("HTTP_PROXY", "http://unused.invalid:1")
              .with("http_proxy", "http://puma:s%33cret@" + proxy.authority())
              .with("ALL_PROXY", "puma:s3cret@" + proxy.authority());
      assertCached(proxied.run("-r", plain.url(), "cache"));
      assertEquals("GET " + plain.url() + "model-registry.yaml HTTP/1.1", proxy.requests().get(0));
      assertEquals(4, proxy.requests().size(), () -> proxy.requests().toString());
      clear();
      assertCached(proxied.run("--ca-bundle", bundle(), "-r", secure.url(), "cache"));
      assertTrue(
          proxy.requests().stream()
              .skip(4)
              .allMatch(line -> line.equals("CONNECT " + authority(secure) + " HTTP/1.1")),
          () -> proxy.requests().toString());
      clear();
      int before = proxy.requests().size();
      assertCached(proxied.with("no_proxy", "127.0.0.0/8").run("-r", plain.url(), "cache"));
      assertEquals(before, proxy.requests().size());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void exitsWithUnavailableForARefusingProxy(boolean isSecure) throws IOException {
    try (Tinyproxy proxy = Tinyproxy.start(temp.resolve("proxy"), "puma", "s3cret");
        Nginx nginx =
            isSecure
                ? secure(Certificates.GOOD)
                : Nginx.serve(published.folder(), temp.resolve("plain"))) {
      ProgramResult result =
          launcher
              .with("ALL_PROXY", "http://puma:wr0ng@" + proxy.authority())
              .run("-v", "-r", published.folder().toString(), "-s", nginx.url(), "cache");
      assertEquals(Exit.UNAVAILABLE, result.status(), result::toString);
      assertTrue(result.err().contains("the proxy http://" + proxy.authority()), result::toString);
      assertFalse(result.err().contains("wr0ng"), result::toString);
      assertEquals(List.of(), nginx.requests());
    }
  }

  @Test
  void exitsWithUsageForAnUnsupportedProxy() {
    Launcher proxied = launcher.with("all_proxy", "socks4://puma:s3cret@127.0.0.1:1");
    ProgramResult needed =
        proxied.run("-r", published.folder().toString(), "-s", "http://127.0.0.1:1/", "cache");
    assertEquals(Exit.USAGE, needed.status(), needed::toString);
    assertTrue(
        needed.err().contains("all_proxy: unsupported proxy scheme 'socks4'"), needed::toString);
    assertFalse(needed.err().contains("s3cret"), needed::toString);
    assertEquals(1, needed.err().lines().count(), needed::toString);
    assertEquals(Exit.USAGE, proxied.run("-r", "http://127.0.0.1:1/", "cache").status());
    assertCached(proxied.run("-r", published.folder().toString(), "cache"));
  }

  private Nginx secure(String alias) {
    return Nginx.serveSecurely(
        published.folder(),
        temp.resolve("nginx"),
        certificates.certificate(alias),
        certificates.key(alias));
  }

  private String bundle() throws IOException {
    return Files.writeString(
            temp.resolve("ca.pem"),
            certificates.certificate(Certificates.AUTHORITY),
            StandardCharsets.US_ASCII)
        .toString();
  }

  private static ProgramResult cacheFrom(Nginx nginx, Launcher launcher) {
    return launcher.run("-r", nginx.url(), "--retries", "0", "cache");
  }

  private static String authority(Nginx nginx) {
    return nginx.url().split("/", 4)[2];
  }

  private void clear() throws IOException {
    assertEquals(
        Exit.OK, launcher.run("-r", published.folder().toString(), "clear", "-y").status());
    try (Stream<Path> files = Files.list(launcher.cache())) {
      assertTrue(files.noneMatch(file -> file.endsWith("m.h5")));
    }
  }

  private void assertCached(ProgramResult result) {
    assertEquals(Exit.OK, result.status(), result::toString);
    String digest = Digests.of(launcher.cache().resolve("m.h5"));
    try {
      String registry = Files.readString(published.folder().resolve("model-registry.yaml"));
      assertTrue(registry.endsWith("sha256: " + digest + "\n"), digest);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
