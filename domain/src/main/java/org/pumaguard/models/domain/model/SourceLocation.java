package org.pumaguard.models.domain.model;

import java.net.URI;
import java.util.Arrays;
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
 * appended to the path. A source can also be the location of one file, see {@link #exactly}.
 *
 * @param template an absolute URI with or without placeholders
 */
public record SourceLocation(String template) {

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{(name|model|sha256)}");

  /** Ends the template of one file. A placeholder in a fragment, which no request contains. */
  private static final String EXACT = "#sha256={sha256}";

  /** A host that {@link URI} parses no further, such as an international name. */
  private static final Pattern AUTHORITY =
      Pattern.compile("(?:[^@/]*@)?[^@:/\\[\\]]+(?::\\d{0,5})?");

  private static final String SAMPLE_DIGEST = "0".repeat(64);

  public SourceLocation {
    if (!Location.hasScheme(template)) {
      throw new IllegalArgumentException("'" + template + "' is not an absolute location");
    }
    URI sample = resolve(template, "name", "model", SAMPLE_DIGEST);
    boolean isWeb = sample.getScheme().toLowerCase(Locale.ROOT).matches("https?");
    if (sample.isOpaque() || (isWeb && !hasHost(sample))) {
      throw new IllegalArgumentException(
          "'" + new SourceText(withoutMark(template)) + "' names no host");
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
   * The source that is the location of one file, to which nothing is appended. Its template ends in
   * {@code #sha256={sha256}}, so a registry can name it too. Only models of one file use it.
   *
   * @throws IllegalArgumentException if the location is that of no file, such as {@code mailto:}
   */
  public static SourceLocation exactly(Location file) {
    String text = file.uri().toString();
    int fragment = text.indexOf('#');
    return new SourceLocation((fragment < 0 ? text : text.substring(0, fragment)) + EXACT);
  }

  /** Whether this is the location of one file. */
  public boolean isExact() {
    return template.endsWith(EXACT);
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
    if (Location.hasScheme(text)) {
      return new SourceLocation(text);
    }
    if (text.startsWith("/")) {
      return new SourceLocation("file://" + encodePath(text));
    }
    Location folder =
        base.orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the source '" + text + "' is relative, and there is no base directory"));
    return new SourceLocation(RelativeReference.join(folder, encodePath(text)));
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
    String plain = SourceText.USER_INFO.matcher(withoutMark(template)).replaceFirst("$1");
    String mark = isExact() ? EXACT : "";
    int query = plain.indexOf('?');
    if (query < 0) {
      return new SourceLocation(plain + mark);
    }
    int end = plain.indexOf('#', query) < 0 ? plain.length() : plain.indexOf('#', query);
    String kept =
        Arrays.stream(plain.substring(query + 1, end).split("&"))
            .filter(parameter -> PLACEHOLDER.matcher(parameter).find())
            .collect(Collectors.joining("&"));
    return new SourceLocation(
        plain.substring(0, query) + (kept.isEmpty() ? "" : "?" + kept) + mark);
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
            && !Location.hasScheme(relative)
            && equals(parse(relative, Optional.of(place)));
    return isSame ? relative : template;
  }

  /** Whether the location contains a user name, and perhaps a password. */
  public boolean hasCredentials() {
    return SourceText.USER_INFO.matcher(template).find();
  }

  private static URI resolve(String template, String name, String model, String sha256) {
    String whole =
        PLACEHOLDER.matcher(template).find() ? withoutMark(template) : appendName(template);
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

  private static String withoutMark(String template) {
    return template.endsWith(EXACT)
        ? template.substring(0, template.length() - EXACT.length())
        : template;
  }

  private static String appendName(String template) {
    int end = RelativeReference.endOfPath(template);
    String path = template.substring(0, end);
    return path + (path.endsWith("/") ? "" : "/") + "{name}" + template.substring(end);
  }

  private static String encodePath(String text) {
    String path = withoutMark(text);
    return encodeAroundPlaceholders(path) + text.substring(path.length());
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

  /** For messages: without credentials and query; a local file or directory as a path. */
  @Override
  public String toString() {
    String shown = withoutMark(template);
    boolean isPath = shown.startsWith("file:///") && !PLACEHOLDER.matcher(shown).find();
    return isPath ? new Location(URI.create(shown)).toString() : new SourceText(shown).toString();
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
