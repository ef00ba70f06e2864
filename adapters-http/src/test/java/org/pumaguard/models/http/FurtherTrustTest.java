package org.pumaguard.models.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pumaguard.models.domain.port.Fetcher.Failure;
import org.pumaguard.models.domain.port.Fetcher.Reason;
import org.pumaguard.models.http.settings.TrustSettings;

/** Certificates of a file named by the environment, and of the operating system. */
class FurtherTrustTest {

  private static final byte[] CONTENT = "mountain lion".getBytes(StandardCharsets.UTF_8);
  private static final TrustSettings NONE = TrustSettings.JAVA.withSystemFiles(List.of());

  @TempDir private static Path temp;
  private static Optional<Certificates> made = Optional.empty();

  private final Certificates certificates = made.orElseThrow();

  @BeforeAll
  static void makeCertificates() throws IOException {
    made = Optional.of(Certificates.make(temp));
    String authority = made.get().certificate(Certificates.AUTHORITY);
    Files.writeString(
        temp.resolve("system.crt"),
        "# system\n" + authority.replaceFirst("MII", "M!I") + authority + "\nthe end\n");
    Files.writeString(temp.resolve("other.crt"), made.get().certificate(Certificates.WRONG_HOST));
    Files.writeString(temp.resolve("text.crt"), "no certificate");
    Files.createDirectory(temp.resolve("folder"));
  }

  @Test
  void trustsTheFirstFileOfTheSystem() throws IOException {
    assertTrusted(NONE.withSystemFiles(files("absent.crt", "system.crt", "other.crt")));
  }

  @Test
  void trustsTheFileOfTheEnvironmentAndTheSystem() throws IOException {
    assertTrusted(NONE.withFile(named("system.crt")));
    assertTrusted(NONE.withFile(named("other.crt")).withSystemFiles(files("system.crt")));
  }

  @Test
  void trustsTheSystemBesideABundle() throws IOException {
    assertTrusted(
        TrustSettings.parse("ca.pem", certificates.certificate(Certificates.WRONG_HOST))
            .withSystemFiles(files("system.crt")));
  }

  @ParameterizedTest
  @CsvSource({
    "absent.crt, SSL_CERT_FILE: no such file:",
    "folder, cannot be read",
    "text.crt, contains no PEM certificate",
    "other.crt, certificate signed by an unknown authority"
  })
  void reportsWhyAFileDoesNotHelp(String file, String words) throws IOException {
    try (ScriptedServer server = server(Certificates.GOOD);
        HttpFixture http = HttpFixture.with(NONE.withFile(named(file)))) {
      Failure failure = assertThrows(Failure.class, () -> http.fetch(server.location("/a")));

      assertEquals(Reason.UNTRUSTED, failure.reason());
      assertTrue(String.valueOf(failure.getMessage()).contains(words), failure::toString);
      assertTrue(
          String.valueOf(failure.getMessage())
              .contains("the server does not send the certificate of 'CN=Test Authority,O=Pumas'"),
          failure::toString);
    }
  }

  @ParameterizedTest
  @CsvSource({"expired, expired on", "future, not valid before", "wrong-host, only for"})
  void checksMoreThanTheIssuer(String alias, String words) throws IOException {
    try (ScriptedServer server = server(alias);
        HttpFixture http = HttpFixture.with(NONE.withSystemFiles(files("system.crt")))) {
      Failure failure = assertThrows(Failure.class, () -> http.fetch(server.location("/a")));

      assertTrue(String.valueOf(failure.getMessage()).contains(words), failure::toString);
    }
  }

  private void assertTrusted(TrustSettings trust) throws IOException {
    try (ScriptedServer server = server(Certificates.GOOD);
        HttpFixture http = HttpFixture.with(trust)) {
      assertArrayEquals(CONTENT, http.fetch(server.location("/a")).bytes());
    }
  }

  private ScriptedServer server(String alias) throws IOException {
    return ScriptedServer.secure(certificates, alias, ScriptedServer.always(CONTENT));
  }

  private static TrustSettings.Named named(String file) {
    return new TrustSettings.Named("SSL_CERT_FILE", temp.resolve(file));
  }

  private static List<Path> files(String... names) {
    return List.of(names).stream().map(temp::resolve).toList();
  }
}
