package org.pumaguard.models.domain.model;

import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A base location under which published files are found by name.
 *
 * <p>It may hold the placeholders {@code {name}} (the published file), {@code {model}} and {@code
 * {sha256}} (the digest of the published file); without one, {@code /{name}} is appended to its
 * path.
 *
 * @param template an absolute address in which placeholders may stand
 */
public record SourceLocation(String template) {

  private static final Pattern SCHEME = Pattern.compile("^[A-Za-z][A-Za-z0-9+.-]+:");
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{(name|model|sha256)}");
  private static final String SAMPLE_DIGEST = "0".repeat(64);

  public SourceLocation {
    if (!SCHEME.matcher(template).find()) {
      throw new IllegalArgumentException("'" + template + "' is not an absolute location");
    }
    URI sample = resolve(template, "name", "model", SAMPLE_DIGEST);
    boolean isWeb = sample.getScheme().toLowerCase(Locale.ROOT).matches("https?");
    if (sample.isOpaque() || (isWeb && sample.getHost() == null)) {
      throw new IllegalArgumentException("'" + new SourceText(template) + "' names no host");
    }
  }

  // Written out, since these are keys, and the generated ones are linked at run time, which takes
  // long.
  @Override
  public boolean equals(Object other) {
    return other instanceof SourceLocation that && template.equals(that.template);
  }

  @Override
  public int hashCode() {
    return template.hashCode();
  }

  /**
   * Reads a location: a URL, or the path of a directory.
   *
   * @param text what a registry or a command line says
   * @param base the folder against which a relative one is resolved
   * @throws IllegalArgumentException when it is no location, or relative while there is no base
   */
  public static SourceLocation parse(String text, Optional<Location> base) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("a source may not be empty");
    }
    if (SCHEME.matcher(text).find()) {
      return new SourceLocation(text);
    }
    if (text.startsWith("/")) {
      return new SourceLocation("file://" + encodeAroundPlaceholders(text));
    }
    Location folder =
        base.orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the source '" + text + "' is relative, and there is no place to start from"));
    return new SourceLocation(join(folder, encodeAroundPlaceholders(text)));
  }

  /** Where the file that is published under this name lies. */
  public Location locate(FileName published, ModelName model, Sha256 sha256) {
    return new Location(resolve(template, published.value(), model.value(), sha256.hex()));
  }

  /** The scheme in lower case, such as {@code https}. */
  public String scheme() {
    return new Location(resolve(template, "name", "model", SAMPLE_DIGEST)).scheme();
  }

  /**
   * The same place as others may know it: without user and password, and of a query only what holds
   * a placeholder, since the rest may be a signature or a token.
   */
  public SourceLocation withoutCredentials() {
    String plain = SourceText.USER_INFO.matcher(template).replaceFirst("$1");
    int query = plain.indexOf('?');
    if (query < 0) {
      return new SourceLocation(plain);
    }
    int end = plain.indexOf('#', query) < 0 ? plain.length() : plain.indexOf('#', query);
    String kept =
        Arrays.stream(plain.substring(query + 1, end).split("&"))
            .filter(parameter -> PLACEHOLDER.matcher(parameter).find())
            .collect(Collectors.joining("&"));
    return new SourceLocation(plain.substring(0, query) + (kept.isEmpty() ? "" : "?" + kept));
  }

  private static URI resolve(String template, String name, String model, String sha256) {
    String whole = PLACEHOLDER.matcher(template).find() ? template : appendName(template);
    String text =
        PLACEHOLDER
            .matcher(whole)
            .replaceAll(
                match ->
                    Matcher.quoteReplacement(
                        switch (match.group(1)) {
                          case "name" -> PercentEncoding.encode(name);
                          case "model" -> PercentEncoding.encode(model);
                          default -> sha256;
                        }));
    try {
      URI uri = URI.create(text);
      // A double slash is part of an address on the web; on a disk it means nothing.
      return uri.getRawPath() != null && uri.getScheme().equalsIgnoreCase("file")
          ? URI.create("file://" + authority(uri) + uri.normalize().getRawPath())
          : uri;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("'" + new SourceText(template) + "' is not a location", e);
    }
  }

  private static String authority(URI uri) {
    return uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
  }

  private static String appendName(String template) {
    int end = indexOfAny(template, "?#");
    String path = template.substring(0, end);
    return path + (path.endsWith("/") ? "" : "/") + "{name}" + template.substring(end);
  }

  private static int indexOfAny(String text, String marks) {
    for (int i = 0; i < text.length(); i++) {
      if (marks.indexOf(text.charAt(i)) >= 0) {
        return i;
      }
    }
    return text.length();
  }

  /** Resolves by hand, since braces are not allowed in a {@link URI}. */
  private static String join(Location folder, String relative) {
    String base = folder.uri().toString();
    String path = base.substring(0, indexOfAny(base, "?#"));
    return withoutDots((path.endsWith("/") ? path : path + "/") + relative);
  }

  /** Takes {@code .} and {@code ..} out of an address that was joined (RFC 3986, 5.2.4). */
  private static String withoutDots(String address) {
    int root = address.indexOf('/', address.indexOf("//") < 0 ? 0 : address.indexOf("//") + 2);
    List<String> parts = new ArrayList<>();
    String[] all = address.substring(root + 1).split("/", -1);
    for (int i = 0; i < all.length; i++) {
      boolean isLast = i == all.length - 1;
      boolean isUp = all[i].equals("..");
      if (isUp && !parts.isEmpty()) {
        parts.remove(parts.size() - 1);
      }
      if (!isUp && !all[i].equals(".")) {
        parts.add(all[i]);
      } else if (isLast) {
        parts.add("");
      }
    }
    return address.substring(0, root + 1) + String.join("/", parts);
  }

  private static String encodeAroundPlaceholders(String path) {
    StringBuilder encoded = new StringBuilder();
    Matcher matcher = PLACEHOLDER.matcher(path);
    int end = 0;
    while (matcher.find()) {
      encoded.append(PercentEncoding.encodePath(path.substring(end, matcher.start())));
      encoded.append(matcher.group());
      end = matcher.end();
    }
    return encoded.append(PercentEncoding.encodePath(path.substring(end))).toString();
  }

  /** For people: without credentials and query values; a directory of this machine as a path. */
  @Override
  public String toString() {
    boolean isPath = template.startsWith("file:///") && !PLACEHOLDER.matcher(template).find();
    return isPath
        ? new Location(URI.create(template)).toString()
        : new SourceText(template).toString();
  }

  /** A template's text with what may be secret left out, even where it is no valid address. */
  private record SourceText(String template) {

    private static final Pattern USER_INFO = Pattern.compile("^([^/?#]*//)[^/?#]*@");

    @Override
    public String toString() {
      String shown = USER_INFO.matcher(template).replaceFirst("$1");
      int query = shown.indexOf('?');
      return query < 0 ? shown : shown.substring(0, query) + "?…";
    }
  }
}
