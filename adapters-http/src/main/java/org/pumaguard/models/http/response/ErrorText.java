package org.pumaguard.models.http.response;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.util.Timeout;

/** The first line of the text with which a server explains an error. */
public final class ErrorText {

  private static final int MAX_BYTES = 4096;
  private static final int MAX_CHARACTERS = 160;

  /** The text is worth a short wait, since the request has failed already. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private static final Pattern XML_MESSAGE = Pattern.compile("<Message>([^<]+)</Message>");
  private static final Pattern JSON_MESSAGE =
      Pattern.compile(
          "\"(?:message|detail|error_description|error|title)\"\\s*:\\s*\"((?:[^\"\\\\]++|\\\\.)++)\"");
  private static final Pattern INVISIBLE =
      Pattern.compile(
          "(?is)<(script|style|head)\\b.*?</\\1\\s*>|<!--.*?-->|<[!?/]?[a-z][^>]*>|<\\?[^>]*>");
  private static final List<String[]> ENTITIES =
      List.of(
          new String[] {"&lt;", "<"},
          new String[] {"&gt;", ">"},
          new String[] {"&quot;", "\""},
          new String[] {"&#39;", "'"},
          new String[] {"&nbsp;", " "},
          new String[] {"&amp;", "&"});

  private ErrorText() {}

  /**
   * Reads the beginning of the body and returns its first line; the connection cannot be used
   * afterwards.
   *
   * @return empty if the body contains no text, or arrives too slowly
   */
  public static Optional<String> read(
      HttpClientConnection connection, ClassicHttpResponse response) {
    HttpEntity entity = response.getEntity();
    if (entity == null || response.containsHeader(HttpHeaders.CONTENT_ENCODING)) {
      return Optional.empty();
    }
    Optional<ContentType> type =
        Optional.ofNullable(ContentType.parseLenient(entity.getContentType()));
    if (type.isPresent() && !isText(type.get().getMimeType())) {
      return Optional.empty();
    }
    connection.setSocketTimeout(Timeout.of(PATIENCE));
    Charset charset = type.map(ContentType::getCharset).orElse(StandardCharsets.UTF_8);
    return firstLine(new String(beginning(entity), charset));
  }

  /** The first line of a text, HTML, XML or JSON document, without markup. */
  static Optional<String> firstLine(String text) {
    return Stream.of(XML_MESSAGE, JSON_MESSAGE)
        .map(pattern -> pattern.matcher(text))
        .filter(Matcher::find)
        .map(match -> match.group(1).replaceAll("\\\\[nrt]", " ").replaceAll("\\\\(.)", "$1"))
        .findFirst()
        .or(() -> Optional.of(INVISIBLE.matcher(text).replaceAll(" ")))
        .stream()
        .flatMap(String::lines)
        .map(ErrorText::clean)
        .filter(line -> line.codePoints().anyMatch(Character::isLetterOrDigit))
        .findFirst();
  }

  private static String clean(String line) {
    String plain = line;
    for (String[] entity : ENTITIES) {
      plain = plain.replace(entity[0], entity[1]);
    }
    // Control and format characters could change what a terminal shows.
    String visible = plain.replaceAll("[\\p{C}\\s]+", " ").strip();
    return visible.length() > MAX_CHARACTERS
        ? visible.substring(0, MAX_CHARACTERS).strip() + "…"
        : visible;
  }

  private static boolean isText(String type) {
    String lower = type.toLowerCase(Locale.ROOT);
    return lower.startsWith("text/") || lower.endsWith("json") || lower.endsWith("xml");
  }

  private static byte[] beginning(HttpEntity entity) {
    byte[] bytes = new byte[MAX_BYTES];
    int length = 0;
    long end = System.nanoTime() + PATIENCE.toNanos();
    try {
      // Not closed here, since closing reads the rest.
      InputStream in = entity.getContent();
      while (length < bytes.length && System.nanoTime() < end) {
        int count = in.read(bytes, length, bytes.length - length);
        if (count < 0) {
          break;
        }
        length += count;
      }
    } catch (IOException e) {
      // What has arrived is enough.
      return Arrays.copyOf(bytes, length);
    }
    return Arrays.copyOf(bytes, length);
  }
}
