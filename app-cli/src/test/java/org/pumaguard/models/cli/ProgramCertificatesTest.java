package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pumaguard.models.http.Certificates;
import org.pumaguard.models.http.ScriptedServer;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.Launcher;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.SampleRegistry;

/** The certificates that the program trusts, and the one with which it identifies itself. */
class ProgramCertificatesTest {

  @TempDir private static Path files;
  private static Optional<Certificates> made = Optional.empty();

  @TempDir private Path temp;
  private final Certificates certificates = made.orElseThrow();
  private final List<String> peers = new CopyOnWriteArrayList<>();
  private Launcher launcher;
  private SampleRegistry published;

  @BeforeAll
  static void makeCertificates() throws IOException {
    Certificates all = Certificates.make(files);
    made = Optional.of(all);
    write("ca.pem", all.certificate(Certificates.AUTHORITY));
    write("own.pem", all.certificate(Certificates.GOOD));
    write("own.key", all.key(Certificates.GOOD));
    write("both.pem", all.certificate(Certificates.GOOD) + all.key(Certificates.GOOD));
    write("other.key", all.key(Certificates.WRONG_HOST));
    write(
        "encrypted.key",
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIB\n-----END ENCRYPTED PRIVATE KEY-----\n");
    write("text.pem", "no certificate\n");
    Files.createDirectory(files.resolve("folder"));
  }

  @BeforeEach
  void publish() throws IOException {
    launcher =
        Inside.launcher(Files.createDirectory(temp.resolve("home")))
            .with("SSL_CERT_FILE", files.resolve("ca.pem").toString());
    published = new SampleRegistry(temp.resolve("www")).single("m.pt", 1000, 1);
    published.registry();
  }

  @ParameterizedTest
  @CsvSource({"own.pem, own.key", "both.pem,"})
  void identifiesItself(String certificate, String key) throws IOException {
    Launcher named =
        key == null
            ? launcher.with("PUMAGUARD_CLIENT_CERT", files.resolve(certificate).toString())
            : launcher
                .with("PUMAGUARD_CLIENT_CERT", files.resolve(certificate).toString())
                .with("PUMAGUARD_CLIENT_KEY", files.resolve(key).toString());
    assertEquals(Exit.OK, cache(named).status());
    assertEquals(List.of("CN=here"), peers);
  }

  @Test
  void identifiesItselfAsTheConfigurationFileSays() throws IOException {
    Files.createDirectories(temp.resolve("home/.config/pumaguard"));
    Files.writeString(
        temp.resolve("home/.config/pumaguard/models.yaml"),
        "client-cert: %s\nclient-key: %s\n"
            .formatted(files.resolve("own.pem"), files.resolve("own.key")));
    ProgramResult result = cache(launcher);
    assertEquals(Exit.OK, result.status(), result::toString);
    assertEquals(List.of("CN=here"), peers);
  }

  @Test
  void staysUnknownWithoutACertificate() throws IOException {
    ProgramResult result = cache(launcher);
    assertEquals(Exit.OK, result.status(), result::toString);
    assertEquals(List.of("nobody"), peers);
  }

  @ParameterizedTest
  @CsvSource({
    "own.pem, own.pem, contains no PEM private key",
    "own.pem, absent.key, no such file: {files}/absent.key",
    "own.pem, folder, {files}/folder cannot be read: ",
    "own.pem, other.key, does not belong to the certificate in {files}/own.pem",
    "own.pem, encrypted.key, {files}/encrypted.key is encrypted; decrypt it with openssl pkey",
    "absent.pem, own.key, no such file: {files}/absent.pem",
    "text.pem, own.key, {files}/text.pem contains no PEM certificate",
    "own.pem,, contains no PEM private key"
  })
  void whatIsNoPairIsAUsageError(String certificate, String key, String message) {
    String[] arguments =
        key == null
            ? new String[] {"--client-cert", file(certificate), "list"}
            : new String[] {"--client-cert", file(certificate), "--client-key", file(key), "list"};
    ProgramResult result = launcher.run(arguments);
    assertEquals(Exit.USAGE, result.status(), result::toString);
    assertTrue(
        result.err().contains("--client-cert: ")
            && result.err().contains(message.replace("{files}", files.toString())),
        result::toString);
    assertEquals("", result.out());
  }

  @Test
  void aKeyWithoutACertificateIsAUsageError() {
    ProgramResult result = launcher.run("--client-key", file("own.key"), "list");
    assertEquals(Exit.USAGE, result.status(), result::toString);
    assertTrue(
        result.err().contains("--client-cert must name the certificate of the key"),
        result::toString);
  }

  @ParameterizedTest
  @CsvSource({"absent.pem, no such file", "folder, cannot be read", "text.pem, text.pem"})
  void anUnusableFileOfTheEnvironmentIsNamedByTheFailure(String file, String message)
      throws IOException {
    ProgramResult result = cache(launcher.with("SSL_CERT_FILE", file(file)));
    assertEquals(Exit.UNAVAILABLE, result.status(), result::toString);
    assertTrue(
        result.err().contains("SSL_CERT_FILE: ") && result.err().contains(message),
        result::toString);
  }

  @Test
  void theOptionsAreInTheHelp() {
    String help = launcher.run("help", "options").out();
    assertTrue(help.contains("--client-cert FILE") && help.contains("--client-key FILE"), help);
  }

  private ProgramResult cache(Launcher program) throws IOException {
    byte[] content = Files.readAllBytes(published.folder().resolve("m.pt"));
    try (ScriptedServer server =
        ScriptedServer.asking(
            certificates,
            Certificates.GOOD,
            client -> {
              peers.add(peer((SSLSocket) client.connection()));
              client.send("HTTP/1.1 200 OK", content);
            })) {
      return program.run(
          "--retries",
          "0",
          "-r",
          published.folder().toString(),
          "-s",
          server.location("/").uri().toString(),
          "cache");
    }
  }

  private static String peer(SSLSocket socket) {
    try {
      return socket.getSession().getPeerPrincipal().getName();
    } catch (SSLPeerUnverifiedException e) {
      return "nobody";
    }
  }

  private static String file(String name) {
    return files.resolve(name).toString();
  }

  private static void write(String name, String text) throws IOException {
    Files.writeString(files.resolve(name), text);
  }
}
