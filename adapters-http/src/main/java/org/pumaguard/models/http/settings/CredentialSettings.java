package org.pumaguard.models.http.settings;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Credentials for servers, in addition to those in the URLs of sources. None are sent over plain
 * http, except to loopback, or after a redirect to another server.
 *
 * @param token for one server
 * @param netrc file with user names and passwords; read when first needed, may be missing
 * @param headers for one origin each; at most one of a name for an origin
 */
public record CredentialSettings(
    Optional<Token> token, Optional<Path> netrc, List<OriginHeader> headers) {

  /** No credentials. */
  public static final CredentialSettings NONE =
      new CredentialSettings(Optional.empty(), Optional.empty());

  public CredentialSettings {
    headers = List.copyOf(headers);
  }

  /** Without headers. */
  public CredentialSettings(Optional<Token> token, Optional<Path> netrc) {
    this(token, netrc, List.of());
  }

  /** These credentials with another netrc file. */
  public CredentialSettings withNetrc(Path file) {
    return new CredentialSettings(token, Optional.of(file), headers);
  }

  /**
   * These credentials with a bearer token (RFC 6750) for one origin. Credentials in a URL override
   * it.
   *
   * @throws IllegalArgumentException if it is no token; the message does not contain it
   */
  public CredentialSettings withToken(Origin origin, String value) {
    if (!Token.VALUE.matcher(value).matches()) {
      throw new IllegalArgumentException(Token.INVALID);
    }
    return withHeader(origin, "Authorization", "Bearer " + value);
  }

  /**
   * These credentials with a header for one origin. It replaces a header of the same name. Its
   * value counts as secret, whatever its name is.
   *
   * @throws IllegalArgumentException if name or value is invalid, or the fetcher sets this header;
   *     the message does not contain the value
   */
  public CredentialSettings withHeader(Origin origin, String name, String value) {
    List<OriginHeader> others = new ArrayList<>(headers);
    others.removeIf(header -> header.isFor(origin) && header.name().equalsIgnoreCase(name));
    others.add(new OriginHeader(origin, name, value));
    return new CredentialSettings(token, netrc, others);
  }

  /**
   * A bearer token (RFC 6750) for one server. Its text representation omits the token.
   *
   * @param host in lower case, without brackets
   * @param port empty for any port
   */
  public record Token(String value, String host, OptionalInt port) {

    private static final Pattern SERVER =
        Pattern.compile(
            "(\\[[0-9A-Fa-f:.]+]|[0-9A-Fa-f]*:[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*|[^:/@\\s]+)(?::(\\d{1,5}))?");
    private static final Pattern VALUE = Pattern.compile("[\\x21-\\x7e]+");
    private static final String INVALID =
        "invalid token: expected visible ASCII characters without spaces";

    /**
     * Parses a token and its server.
     *
     * @param server {@code HOST} or {@code HOST:PORT}
     * @throws IllegalArgumentException if one of them is invalid; the message contains neither
     */
    public static Token parse(String value, String server) {
      if (!VALUE.matcher(value.strip()).matches()) {
        throw new IllegalArgumentException(INVALID);
      }
      Matcher parts = SERVER.matcher(server.strip());
      if (!parts.matches()) {
        // The value is not shown: it is the token if the two were swapped.
        throw new IllegalArgumentException("invalid token host: expected HOST or HOST:PORT");
      }
      String digits = parts.group(2);
      return new Token(
          value.strip(),
          Origin.normalizeHost(String.valueOf(parts.group(1))),
          digits == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(digits)));
    }

    /** True if this server may receive the token. */
    public boolean isFor(Origin server) {
      return server.host().equals(host) && (port.isEmpty() || port.getAsInt() == server.port());
    }

    @Override
    public String toString() {
      return "token for " + host;
    }
  }
}
