package org.pumaguard.models.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** A test authority and server certificates that it issued, generated with Java's keytool. */
public final class Certificates {

  /** A certificate for this machine. */
  public static final String GOOD = "good";

  /** An expired certificate. */
  public static final String EXPIRED = "expired";

  /** A certificate that is valid in ten days. */
  public static final String FUTURE = "future";

  /** A certificate for another host. */
  public static final String WRONG_HOST = "wrong-host";

  /** The certificate of the authority. */
  public static final String AUTHORITY = "authority";

  private static final String HERE = "san=ip:127.0.0.1,dns:localhost";
  private static final char[] PASSWORD = "changeit".toCharArray();

  private final KeyStore store;

  private Certificates(KeyStore store) {
    this.store = store;
  }

  /** Generates the certificates in a key store in this directory. */
  public static Certificates make(Path work) throws IOException {
    Path file = work.resolve("test.p12");
    generate(file, AUTHORITY, "CN=Test Authority, O=Pumas", "-ext", "bc:c", "-validity", "30");
    issue(file, GOOD, "CN=here", "-ext", HERE, "-validity", "30");
    issue(file, EXPIRED, "CN=once", "-ext", HERE, "-startdate", "-20d", "-validity", "10");
    issue(file, FUTURE, "CN=later", "-ext", HERE, "-startdate", "+10d", "-validity", "10");
    issue(file, WRONG_HOST, "CN=elsewhere", "-ext", "san=dns:elsewhere.example");
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, PASSWORD);
      return new Certificates(store);
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  /** A TLS server socket on loopback. */
  ServerSocket serverSocket(String alias) throws IOException {
    try {
      KeyStore one = KeyStore.getInstance("PKCS12");
      one.load(null, null);
      Certificate[] own = {store.getCertificate(alias)};
      one.setKeyEntry(alias, store.getKey(alias, PASSWORD), PASSWORD, own);
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(one, PASSWORD);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), new TrustManager[] {new AnyClient()}, null);
      return context
          .getServerSocketFactory()
          .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  /** A certificate as PEM. */
  public String certificate(String alias) {
    try {
      return pem("CERTIFICATE", store.getCertificate(alias).getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Its private key as PEM, without a password. */
  public String key(String alias) {
    try {
      Key key = store.getKey(alias, PASSWORD);
      return pem("PRIVATE KEY", key.getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Trusts all clients. */
  private static final class AnyClient implements X509TrustManager {

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {
      throw new IllegalStateException("this is a server");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  private static String pem(String kind, byte[] bytes) {
    return "-----BEGIN "
        + kind
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes)
        + "\n-----END "
        + kind
        + "-----\n";
  }

  private static void issue(Path file, String alias, String name, String... options)
      throws IOException {
    List<String> all = new ArrayList<>(List.of("-signer", AUTHORITY));
    all.addAll(List.of(options));
    generate(file, alias, name, all.toArray(String[]::new));
  }

  private static void generate(Path file, String alias, String name, String... options)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
    command.addAll(List.of("-genkeypair", "-keyalg", "EC", "-groupname", "secp256r1"));
    command.addAll(List.of("-keystore", file.toString(), "-storetype", "PKCS12"));
    command.addAll(List.of("-storepass", new String(PASSWORD), "-alias", alias, "-dname", name));
    command.addAll(List.of(options));
    Path log = file.resolveSibling("keytool.txt");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException(Files.readString(log));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
