package org.pumaguard.models.http.settings;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Credentials for servers, in addition to those in the URLs of sources.
 *
 * @param token for one server
 * @param netrc file with user names and passwords; read when first needed, may be missing
 */
public record CredentialSettings(Optional<Token> token, Optional<Path> netrc) {

  /** No credentials. */
  public static final CredentialSettings NONE =
      new CredentialSettings(Optional.empty(), Optional.empty());

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

    /**
     * Parses a token and its server.
     *
     * @param server {@code HOST} or {@code HOST:PORT}
     * @throws IllegalArgumentException if one of them is invalid; the message contains neither
     */
    public static Token parse(String value, String server) {
      if (!VALUE.matcher(value.strip()).matches()) {
        throw new IllegalArgumentException(
            "invalid token: expected visible ASCII characters without spaces");
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
