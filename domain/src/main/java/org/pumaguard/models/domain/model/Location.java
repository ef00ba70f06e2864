package org.pumaguard.models.domain.model;

import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The absolute URI of one file or directory.
 *
 * <p>{@link #toString} is meant for messages: it contains neither credentials nor the query, which
 * may hold a signature. Requests use {@link #uri}.
 *
 * @param uri an absolute URI (RFC 3986)
 */
public record Location(URI uri) {

  /** Two characters at least: one is a drive of Windows. */
  private static final Pattern SCHEME = Pattern.compile("^[A-Za-z][A-Za-z0-9+.-]+:");

  private static final String ILLEGAL_IN_URLS = "{}|^`\"<>\\";

  private static final Pattern LOOPBACK_V4 =
      Pattern.compile("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");

  public Location {
    if (!uri.isAbsolute()) {
      throw new IllegalArgumentException("'" + uri + "' is not an absolute address");
    }
  }

  /** The location of a local file or directory; a relative path is made absolute. */
  public static Location of(Path path) {
    return new Location(path.toAbsolutePath().toUri());
  }

  /**
   * Parses a URL, or the path of a local file or directory.
   *
   * @param text a URL may contain braces and other characters that are to be percent-encoded; a
   *     relative path is resolved against the working directory
   * @throws IllegalArgumentException if it is neither; the message contains no secret
   */
  public static Location parse(String text) {
    return parse(text, Path.of(""));
  }

  /**
   * As {@link #parse(String)}.
   *
   * @param directory the directory that a relative path is resolved against
   */
  public static Location parse(String text, Path directory) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("a location may not be empty");
    }
    if (hasScheme(text)) {
      return parseUrl(text);
    }
    try {
      return of(directory.resolve(text).normalize());
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("'" + text + "' is not a path", e);
    }
  }

  private static Location parseUrl(String text) {
    try {
      Location location = new Location(URI.create(encode(text)));
      if (!location.scheme().matches("https?") || location.uri.getRawAuthority() != null) {
        return location;
      }
    } catch (IllegalArgumentException e) {
      // Its message would contain the text, and so a password.
      throw notUrl(text);
    }
    throw notUrl(text);
  }

  private static IllegalArgumentException notUrl(String text) {
    boolean mayBeSecret = text.indexOf('@') >= 0 || text.indexOf('?') >= 0;
    return new IllegalArgumentException(
        (mayBeSecret ? "this" : "'" + text + "'") + " is not a URL");
  }

  private static String encode(String text) {
    StringBuilder encoded = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      String c = text.substring(i, i + 1);
      encoded.append(ILLEGAL_IN_URLS.contains(c) ? PercentEncoding.encode(c) : c);
    }
    return encoded.toString();
  }

  /** Whether a text is a URL and not a path. */
  static boolean hasScheme(String text) {
    return SCHEME.matcher(text).find();
  }

  /** The scheme in lower case, such as {@code https}. */
  public String scheme() {
    return uri.getScheme().toLowerCase(Locale.ROOT);
  }

  /** Whether the host is this machine's loopback interface. */
  public boolean isLoopback() {
    String host = uri.getHost();
    return host != null
        && (host.equalsIgnoreCase("localhost")
            || LOOPBACK_V4.matcher(host).matches()
            || host.equals("[::1]"));
  }

  /** The file of this name in the directory that this location is. */
  public Location child(String name) {
    String text = uri.toString();
    int query = text.indexOf('?');
    String path = query < 0 ? text : text.substring(0, query);
    return new Location(
        URI.create(
            path
                + (path.endsWith("/") ? "" : "/")
                + PercentEncoding.encode(name)
                + text.substring(path.length())));
  }

  /** The directory of this file; ends in a slash. */
  public Location folder() {
    Location folder = new Location(uri.resolve("."));
    // URI.resolve drops an empty authority: file:/x instead of file:///x.
    return uri.toString().startsWith("file:///")
        ? new Location(URI.create("file://" + folder.uri().getRawPath()))
        : folder;
  }

  @Override
  public String toString() {
    if (scheme().equals("file") && uri.getPath() != null) {
      return uri.getPath();
    }
    if (uri.getRawAuthority() == null) {
      return uri.toString();
    }
    String authority = uri.getRawAuthority();
    String path = uri.getRawPath() == null ? "" : uri.getRawPath();
    return scheme()
        + "://"
        + authority.substring(authority.lastIndexOf('@') + 1)
        + path
        + (uri.getRawQuery() == null ? "" : "?…");
  }
}
