package org.pumaguard.models.domain.model;

import java.net.URI;
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

  private static final Pattern LOOPBACK_V4 =
      Pattern.compile("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");

  public Location {
    if (!uri.isAbsolute()) {
      throw new IllegalArgumentException("'" + uri + "' is not an absolute address");
    }
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
