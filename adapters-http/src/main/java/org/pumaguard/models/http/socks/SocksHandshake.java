package org.pumaguard.models.http.socks;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import org.pumaguard.models.http.proxy.ProxyServer;

/**
 * Asks a SOCKS 5 proxy to connect to a server (RFC 1928), with user and password (RFC 1929) if the
 * proxy has them in its address.
 *
 * @param proxy whose address contains user and password
 * @param host a name, which the proxy resolves, or an IP address
 */
public record SocksHandshake(ProxyServer proxy, String host, int port) {

  private static final int VERSION = 5;
  private static final int NO_AUTHENTICATION = 0;
  private static final int USER_AND_PASSWORD = 2;
  private static final int NO_METHOD = 0xff;
  private static final int CONNECT = 1;
  private static final int IPV4 = 1;
  private static final int NAME = 3;
  private static final int IPV6 = 4;

  /** IP addresses are parsed by Java, which would resolve a name. */
  private static final Pattern ADDRESS =
      Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(%.*)?");

  /**
   * Runs the handshake in the calling thread; the socket is connected to the server afterwards.
   *
   * @return nothing; the socket
   * @throws SocksException if the proxy refuses
   * @throws IOException if the connection fails
   */
  public Socket run(Socket socket) throws IOException {
    // Unbuffered: bytes after the handshake belong to the server.
    DataInputStream in = new DataInputStream(socket.getInputStream());
    try {
      authenticate(socket, in);
      socket.getOutputStream().write(request());
      readReply(in);
      return socket;
    } catch (EOFException e) {
      throw new SocksException(
          SocksException.Kind.UNREACHABLE,
          "the proxy " + proxy + " closed the connection during the SOCKS handshake");
    }
  }

  private void authenticate(Socket socket, DataInputStream in) throws IOException {
    Optional<ProxyServer.Login> login = proxy.login();
    socket
        .getOutputStream()
        .write(
            login.isPresent()
                ? new byte[] {VERSION, 2, NO_AUTHENTICATION, USER_AND_PASSWORD}
                : new byte[] {VERSION, 1, NO_AUTHENTICATION});
    requireVersion(in.readUnsignedByte());
    int method = in.readUnsignedByte();
    if (method == NO_AUTHENTICATION) {
      return;
    }
    if (method == USER_AND_PASSWORD && login.isPresent()) {
      socket.getOutputStream().write(login(login.get()));
      in.readUnsignedByte();
      if (in.readUnsignedByte() != 0) {
        throw forbidden("rejected user and password; check them in " + proxy.setting());
      }
      return;
    }
    throw method == NO_METHOD
        ? forbidden(
            login.isPresent()
                ? "accepts neither user and password nor a connection without"
                : "requires authentication; add user and password to " + proxy.setting())
        : unsupported("requires the unsupported authentication method " + method);
  }

  private void requireVersion(int version) throws SocksException {
    if (version != VERSION) {
      throw unsupported(
          "does not speak SOCKS 5"
              + (version == 'H' ? " but HTTP; use http://HOST:PORT in " + proxy.setting() : ""));
    }
  }

  private static byte[] login(ProxyServer.Login login) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(1);
    writeText(bytes, login.user());
    writeText(bytes, login.password());
    return bytes.toByteArray();
  }

  private byte[] request() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(VERSION);
    bytes.write(CONNECT);
    bytes.write(0);
    if (ADDRESS.matcher(host).matches()) {
      byte[] address = InetAddress.getByName(host).getAddress();
      bytes.write(address.length == 4 ? IPV4 : IPV6);
      bytes.writeBytes(address);
    } else {
      bytes.write(NAME);
      writeText(bytes, host);
    }
    bytes.write(port >> 8);
    bytes.write(port);
    return bytes.toByteArray();
  }

  /** One byte of length, then the text; longer texts are refused when the address is parsed. */
  private static void writeText(ByteArrayOutputStream bytes, String text) {
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    bytes.write(encoded.length);
    bytes.writeBytes(encoded);
  }

  private void readReply(DataInputStream in) throws IOException {
    requireVersion(in.readUnsignedByte());
    int reply = in.readUnsignedByte();
    if (reply != 0) {
      throw refusal(reply);
    }
    in.readUnsignedByte();
    int type = in.readUnsignedByte();
    int length =
        switch (type) {
          case IPV4 -> 4;
          case IPV6 -> 16;
          case NAME -> in.readUnsignedByte();
          default -> throw unsupported("sent an invalid SOCKS reply");
        };
    in.skipNBytes(length);
    in.readUnsignedShort();
  }

  private SocksException refusal(int reply) {
    return switch (reply) {
      case 1 -> unreachable("general failure");
      case 2 -> forbidden("does not allow the connection by its rules");
      case 3 -> unreachable("network is unreachable");
      case 4 -> unreachable("host is unreachable or unknown");
      case 5 -> unreachable("connection refused");
      case 6 -> unreachable("connection timed out");
      case 7 -> unsupported("does not support CONNECT");
      case 8 -> unreachable("address type not supported");
      default -> unreachable("SOCKS error " + reply);
    };
  }

  private SocksException unreachable(String cause) {
    return new SocksException(
        SocksException.Kind.UNREACHABLE, "the proxy " + proxy + " could not connect: " + cause);
  }

  private SocksException forbidden(String problem) {
    return new SocksException(SocksException.Kind.FORBIDDEN, "the proxy " + proxy + " " + problem);
  }

  private SocksException unsupported(String problem) {
    return new SocksException(
        SocksException.Kind.UNSUPPORTED, "the proxy " + proxy + " " + problem);
  }
}
