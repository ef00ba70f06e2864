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
 * A source: the base location of published files.
 *
 * <p>The placeholders {@code {name}} (the published file), {@code {model}} and {@code {sha256}}
 * (the digest of the published file) are replaced. Without a placeholder, {@code /{name}} is
 * appended to the path.
 *
 * @param template an absolute URI with or without placeholders
 */
public record SourceLocation(String template) {

  private static final Pattern SCHEME = Pattern.compile("^[A-Za-z][A-Za-z0-9+.-]+:");
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{(name|model|sha256)}");

  /** A host that {@link URI} parses no further, such as an international name. */
  private static final Pattern AUTHORITY =
      Pattern.compile("(?:[^@/]*@)?[^@:/\\[\\]]+(?::\\d{0,5})?");

  private static final String SAMPLE_DIGEST = "0".repeat(64);

  public SourceLocation {
    if (!SCHEME.matcher(template).find()) {
      throw new IllegalArgumentException("'" + template + "' is not an absolute location");
    }
    URI sample = resolve(template, "name", "model", SAMPLE_DIGEST);
    boolean isWeb = sample.getScheme().toLowerCase(Locale.ROOT).matches("https?");
    if (sample.isOpaque() || (isWeb && !hasHost(sample))) {
      throw new IllegalArgumentException("'" + new SourceText(template) + "' names no host");
    }
  }

  // Written by hand: these are map keys, and the generated methods are linked at run time, which is
  // slow at start-up.
  @Override
  public boolean equals(Object other) {
    return other instanceof SourceLocation that && template.equals(that.template);
  }

  @Override
  public int hashCode() {
    return template.hashCode();
  }

  /**
   * Parses a source: a URL, or the path of a directory.
   *
   * @param text from a registry or a command line
   * @param base the directory that a relative path is resolved against
   * @throws IllegalArgumentException if the text is no source, or relative without a base
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
                    "the source '" + text + "' is relative, and there is no base directory"));
    return new SourceLocation(join(folder, encodeAroundPlaceholders(text)));
  }

  /** The location of a published file. */
  public Location locate(FileName published, ModelName model, Sha256 sha256) {
    return new Location(resolve(template, published.value(), model.value(), sha256.hex()));
  }

  /** The scheme in lower case, such as {@code https}. */
  public String scheme() {
    return new Location(resolve(template, "name", "model", SAMPLE_DIGEST)).scheme();
  }

  /**
   * This source without user, password and query, for publishing it. Query parameters with a
   * placeholder stay; others may hold a signature or a token.
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

  /**
   * This source as text that {@link #parse} resolves to it at a place: relative if it is below the
   * place and a relative text has the same meaning.
   */
  public String relativeTo(Location place) {
    String base = place.uri().toString();
    if (!base.endsWith("/") || !template.startsWith(base)) {
      return template;
    }
    String relative = template.substring(base.length());
    boolean isSame =
        !relative.isBlank()
            && !relative.startsWith("/")
            && !SCHEME.matcher(relative).find()
            && equals(parse(relative, Optional.of(place)));
    return isSame ? relative : template;
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
      // A double slash is significant in a web address, but not in a file path.
      return uri.getRawPath() != null && uri.getScheme().equalsIgnoreCase("file")
          ? URI.create("file://" + authority(uri) + uri.normalize().getRawPath())
          : uri;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("'" + new SourceText(template) + "' is not a location", e);
    }
  }

  private static boolean hasHost(URI uri) {
    return uri.getHost() != null
        || (uri.getRawAuthority() != null && AUTHORITY.matcher(uri.getRawAuthority()).matches());
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

  /** Removes {@code .} and {@code ..} segments (RFC 3986, 5.2.4). */
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

  /** For messages: without credentials and query; a local directory as a path. */
  @Override
  public String toString() {
    boolean isPath = template.startsWith("file:///") && !PLACEHOLDER.matcher(template).find();
    return isPath
        ? new Location(URI.create(template)).toString()
        : new SourceText(template).toString();
  }

  /** The text of a template without secrets, even if it is not a valid URI. */
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
