package org.pumaguard.models.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.http.settings.ClientCertificate;
import org.pumaguard.models.http.settings.TrustSettings;

/** Client certificates and their keys, as openssl writes them. */
class ClientCertificateTest {

  private static final byte[] CONTENT = "mountain lion".getBytes(StandardCharsets.UTF_8);
  private static final Path OPENSSL = Path.of("/usr/bin/openssl");

  @TempDir private static Path temp;

  private static Optional<Certificates> made = Optional.empty();

  @BeforeAll
  static void makeKeys() throws Exception {
    made = Optional.of(Certificates.make(temp));
    assumeTrue(Files.isExecutable(OPENSSL), "openssl is not installed");
    openssl("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out rsa.pkcs8");
    openssl("rsa -in rsa.pkcs8 -traditional -out rsa.pkcs1");
    openssl("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out ec.pkcs8");
    openssl("ec -in ec.pkcs8 -out ec.sec1");
    openssl("genpkey -algorithm ed25519 -out ed.pkcs8");
    openssl("pkey -in rsa.pkcs8 -aes128 -passout pass:puma -out rsa.encrypted");
    openssl("rsa -in rsa.pkcs8 -traditional -aes128 -passout pass:puma -out rsa.encrypted1");
    for (String kind : List.of("rsa", "ec", "ed")) {
      openssl(
          "req -x509 -new -key " + kind + ".pkcs8 -subj /CN=" + kind + " -out " + kind + ".pem");
    }
    openssl("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out other.pkcs8");
  }

  @ParameterizedTest
  @CsvSource({
    "rsa.pem, rsa.pkcs8",
    "rsa.pem, rsa.pkcs1",
    "ec.pem, ec.pkcs8",
    "ec.pem, ec.sec1",
    "ed.pem, ed.pkcs8"
  })
  void readsTheFormsOfAKey(String certificate, String key) throws IOException {
    ClientCertificate client = parse(certificate, key);

    assertEquals("CN=" + certificate.split("\\.", 2)[0], client.toString());
    assertEquals(1, client.chain().size());
  }

  @Test
  void findsTheOwnCertificateInAnyOrder() throws IOException {
    String all = text("rsa.pem") + text("ec.pkcs8") + text("ed.pem") + text("ec.pem");

    ClientCertificate client = ClientCertificate.parse("all", all, "all", all);

    assertEquals("CN=ec", client.toString());
    assertEquals(3, client.chain().size());
  }

  @ParameterizedTest
  @CsvSource({
    "ec.pem, rsa.encrypted, is encrypted; decrypt it with openssl pkey",
    "rsa.pem, rsa.encrypted1, is encrypted; decrypt it with openssl pkey",
    "ec.pem, other.pkcs8, does not belong to the certificate in ec.pem",
    "ec.pem, rsa.pkcs8, has another type than the certificate in ec.pem",
    "ec.pem, rsa.pkcs1, has another type than the certificate in ec.pem",
    "rsa.pem, ec.sec1, has another type than the certificate in rsa.pem",
    "ec.pem, ec.pem, contains no PEM private key",
    "ec.pkcs8, ec.pkcs8, contains no PEM certificate"
  })
  void refusesWhatIsNoPair(String certificate, String key, String message) {
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> parse(certificate, key));

    assertTrue(String.valueOf(refusal.getMessage()).contains(message), refusal::toString);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "AAAA", "MIIB", "!"})
  void refusesABrokenKey(String body) {
    String key = "-----BEGIN EC PRIVATE KEY-----\n" + body + "\n-----END EC PRIVATE KEY-----\n";

    assertThrows(
        IllegalArgumentException.class,
        () -> ClientCertificate.parse("ec.pem", text("ec.pem"), "key", key));
  }

  @Test
  void identifiesThisProgramToAServerThatAsks() throws IOException {
    Certificates authority = made.orElseThrow();
    List<String> peers = new ArrayList<>();
    try (ScriptedServer server = asking(authority, peers);
        HttpFixture http =
            HttpFixture.with(trust(authority).withClient(parse("ec.pem", "ec.sec1")))) {
      assertArrayEquals(CONTENT, http.fetch(server.location("/a")).bytes());
      assertEquals(List.of("CN=ec"), peers);
    }
  }

  @Test
  void staysUnknownAfterARedirectToAnotherServer() throws IOException {
    Certificates authority = made.orElseThrow();
    List<String> peers = new ArrayList<>();
    try (ScriptedServer server = asking(authority, peers);
        ScriptedServer first =
            ScriptedServer.secure(
                authority,
                Certificates.GOOD,
                ScriptedServer.redirect(server.location("/a").uri().toString()));
        HttpFixture http =
            HttpFixture.with(trust(authority).withClient(parse("ec.pem", "ec.sec1")))) {
      assertArrayEquals(CONTENT, http.fetch(first.location("/a")).bytes());
      assertEquals(List.of("nobody"), peers);
      http.fetch(server.location("/a"));
      assertEquals(List.of("nobody", "CN=ec"), peers);
    }
  }

  @Test
  void showsNoKey() throws IOException {
    assertFalse(parse("ec.pem", "ec.sec1").toString().contains("PRIVATE"));
  }

  /** A server that asks for a certificate, and records the name of its peers. */
  private static ScriptedServer asking(Certificates authority, List<String> peers)
      throws IOException {
    return ScriptedServer.asking(
        authority,
        Certificates.GOOD,
        client -> {
          peers.add(name(((SSLSocket) client.connection()).getSession()));
          client.send("HTTP/1.1 200 OK", CONTENT);
        });
  }

  private static String name(SSLSession session) {
    try {
      return session.getPeerPrincipal().getName();
    } catch (SSLPeerUnverifiedException e) {
      return "nobody";
    }
  }

  private static TrustSettings trust(Certificates authority) {
    return TrustSettings.parse("ca.pem", authority.certificate(Certificates.AUTHORITY));
  }

  private static ClientCertificate parse(String certificate, String key) throws IOException {
    return ClientCertificate.parse(certificate, text(certificate), key, text(key));
  }

  private static String text(String file) throws IOException {
    return Files.readString(temp.resolve(file), StandardCharsets.US_ASCII);
  }

  private static void openssl(String arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(OPENSSL.toString()));
    command.addAll(List.of(arguments.split(" ", -1)));
    Path log = temp.resolve("log");
    Process process =
        new ProcessBuilder(command)
            .directory(temp.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    assertEquals(0, process.exitValue(), Files.readString(log));
  }
}
