package org.pumaguard.models.http.settings;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who we are to servers, besides what the address of a source says itself.
 *
 * @param token for one server
 * @param netrc a file with names and passwords; read when first needed, and need not be there
 */
public record CredentialSettings(Optional<Token> token, Optional<Path> netrc) {

  /** Nobody. */
  public static final CredentialSettings NONE =
      new CredentialSettings(Optional.empty(), Optional.empty());

  /**
   * A bearer token (RFC 6750) and the only server that may see it. Its text leaves it out.
   *
   * @param host in lower case, without brackets
   * @param port none for any
   */
  public record Token(String value, String host, OptionalInt port) {

    private static final Pattern SERVER =
        Pattern.compile(
            "(\\[[0-9A-Fa-f:.]+]|[0-9A-Fa-f]*:[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*|[^:/@\\s]+)(?::(\\d{1,5}))?");
    private static final Pattern VALUE = Pattern.compile("[\\x21-\\x7e]+");

    /**
     * Reads them.
     *
     * @param server {@code HOST} or {@code HOST:PORT}
     * @throws IllegalArgumentException when one of them can't be; the token is not in the message
     */
    public static Token parse(String value, String server) {
      if (!VALUE.matcher(value.strip()).matches()) {
        throw new IllegalArgumentException(
            "a token is one word of visible characters, which this is not");
      }
      Matcher parts = SERVER.matcher(server.strip());
      if (!parts.matches()) {
        // Not shown: whoever mixed the two up has put the token here.
        throw new IllegalArgumentException("the token's server is neither HOST nor HOST:PORT");
      }
      String digits = parts.group(2);
      return new Token(
          value.strip(),
          Origin.plain(String.valueOf(parts.group(1))),
          digits == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(digits)));
    }

    public boolean isFor(Origin server) {
      return server.host().equals(host) && (port.isEmpty() || port.getAsInt() == server.port());
    }

    @Override
    public String toString() {
      return "a token for " + host;
    }
  }
}
