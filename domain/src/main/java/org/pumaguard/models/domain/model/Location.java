package org.pumaguard.models.domain.model;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Where one file is to be had: an absolute URI.
 *
 * <p>Its text, as {@link #toString} gives it, is for people: it never holds credentials or the
 * values of a query (which may be a signature). What is sent is {@link #uri}.
 *
 * @param uri the address, absolute (RFC 3986)
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

  /** The file of this name in the folder that this location is. */
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

  /** The folder that this file lies in; ends in a slash. */
  public Location folder() {
    Location folder = new Location(uri.resolve("."));
    // URI.resolve leaves out an empty authority: file:/x, where all else writes file:///x.
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
