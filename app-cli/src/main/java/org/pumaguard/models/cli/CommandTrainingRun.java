package org.pumaguard.models.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.pumaguard.models.cli.completion.Completions;

/**
 * Runs the common commands in one process, and fetches from servers on this machine. A class list
 * recorded from the process therefore includes the classes that a fetch needs.
 */
final class CommandTrainingRun {

  private static final int PIECE_BYTES = 100_000;
  private static final char[] PASSWORD = "rehearsal".toCharArray();

  private final Path folder;

  private CommandTrainingRun(Path folder) {
    this.folder = folder;
  }

  /**
   * Ends the process with status 0 if every command succeeded.
   *
   * @param arguments an empty folder to work in
   */
  public static void main(String[] arguments) throws Exception {
    System.exit(new CommandTrainingRun(Path.of(arguments[0])).run() ? 0 : 1);
  }

  private boolean run() throws IOException, GeneralSecurityException, InterruptedException {
    Files.writeString(folder.resolve("model-registry.yaml"), registry());
    Preload.start(new String[] {"list"});
    boolean works = true;
    HttpServer plain = HttpServer.create(loopback(), 0);
    works &= rehearse(plain, "http", List.of());
    Optional<KeyStore> identity = identity();
    if (identity.isPresent()) {
      HttpsServer secure = HttpsServer.create(loopback(), 0);
      secure.setHttpsConfigurator(new HttpsConfigurator(context(identity.get())));
      works &=
          rehearse(secure, "https", List.of("--ca-bundle", certificate(identity.get()).toString()));
    }
    return works;
  }

  private boolean rehearse(HttpServer server, String scheme, List<String> options)
      throws GeneralSecurityException {
    server.createContext("/", this::answer);
    server.start();
    String source = scheme + "://localhost:" + server.getAddress().getPort() + "/";
    try {
      return Stream.of(
              "list",
              "cache",
              "cache whole",
              "path pieces",
              "get " + source + "whole --name other --sha256 " + digest("whole"),
              "verify",
              "show whole",
              "export",
              "size",
              Completions.MODELS_COMMAND + " registered -- path",
              Completions.MODELS_COMMAND + " cached -- clear",
              "prune --dry-run")
          .map(command -> status(command, scheme, source, options))
          .reduce(0, Integer::sum)
          .equals(0);
    } finally {
      server.stop(0);
    }
  }

  private int status(String command, String scheme, String source, List<String> options) {
    Stream<String> own =
        Stream.of(
            "--registry",
            folder.toString(),
            "--source",
            source,
            "--progress",
            command.startsWith("cache") ? "bar" : "plain",
            "--cache-dir",
            folder.resolve("cache-" + scheme).toString());
    return Main.run(
        Stream.of(Stream.of(command.split(" ")), own, options.stream())
            .flatMap(all -> all)
            .toArray(String[]::new),
        List.of());
  }

  private void answer(HttpExchange exchange) throws IOException {
    byte[] body = piece(exchange.getRequestURI().getPath().substring(1));
    exchange.getResponseHeaders().add("ETag", "\"1\"");
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static String registry() throws GeneralSecurityException {
    MessageDigest all = MessageDigest.getInstance("SHA-256");
    all.update(piece("pieces_aa"));
    all.update(piece("pieces_ab"));
    return """
    schema: 2
    models:
      whole: {sha256: %s}
      pieces:
        sha256: %s
        fragments:
          pieces_aa: {sha256: %s}
          pieces_ab: {sha256: %s}
    """
        .formatted(
            digest("whole"),
            HexFormat.of().formatHex(all.digest()),
            digest("pieces_aa"),
            digest("pieces_ab"));
  }

  private static String digest(String name) throws GeneralSecurityException {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(piece(name)));
  }

  private static byte[] piece(String name) {
    return name.repeat(PIECE_BYTES / name.length()).getBytes(StandardCharsets.UTF_8);
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  /**
   * Creates a key and a certificate for this machine; empty if this Java runtime has no keytool.
   */
  private Optional<KeyStore> identity() throws InterruptedException {
    Path file = folder.resolve("identity.p12");
    try {
      Process tool =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home", ""), "bin", "keytool").toString(),
                  "-genkeypair",
                  "-alias",
                  "rehearsal",
                  "-keyalg",
                  "EC",
                  "-dname",
                  "CN=localhost",
                  "-ext",
                  "SAN=DNS:localhost",
                  "-storetype",
                  "PKCS12",
                  "-storepass",
                  new String(PASSWORD),
                  "-keystore",
                  file.toString())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("keytool.log").toFile())
              .start();
      return tool.waitFor() == 0
          ? Optional.of(KeyStore.getInstance(file.toFile(), PASSWORD))
          : Optional.empty();
    } catch (IOException | GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  private static SSLContext context(KeyStore identity) throws GeneralSecurityException {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(identity, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  private Path certificate(KeyStore identity) throws IOException, GeneralSecurityException {
    return Files.writeString(
        folder.resolve("certificate.pem"),
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder()
                .encodeToString(identity.getCertificate("rehearsal").getEncoded())
            + "\n-----END CERTIFICATE-----\n");
  }
}
