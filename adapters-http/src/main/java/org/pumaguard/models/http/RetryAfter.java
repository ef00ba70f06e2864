package org.pumaguard.models.http;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.apache.hc.client5.http.utils.DateUtils;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpResponse;

/** Parses the Retry-After header: seconds or a date (RFC 9110, 10.2.3). */
final class RetryAfter {

  /** Longer numbers are treated as one year, which cannot overflow. */
  private static final int MAX_DIGITS = 7;

  /** The current form and the two obsolete ones (RFC 9110, 5.6.7). */
  private static final DateTimeFormatter[] DATE_FORMATS = {
    DateTimeFormatter.RFC_1123_DATE_TIME,
    DateUtils.FORMATTER_RFC1036,
    // HttpClient's own format has no zone, so parseStandardDate never accepts this form.
    DateUtils.FORMATTER_ASCTIME.withZone(ZoneOffset.UTC)
  };

  private static volatile Parsed latest = new Parsed("", Optional.empty());

  private RetryAfter() {}

  /** The time to wait; empty if the header is missing, malformed or in the past. */
  static Optional<Duration> of(HttpResponse response) {
    Header header = response.getFirstHeader(HttpHeaders.RETRY_AFTER);
    String value = header == null ? null : header.getValue();
    if (value == null || value.isBlank()) {
      return Optional.empty();
    }
    return value.strip().matches("\\d+")
        ? Optional.of(seconds(value.strip()))
        : untilDate(value.strip(), now(response));
  }

  private static Duration seconds(String digits) {
    String number = digits.replaceFirst("^0+(?=\\d)", "");
    return number.length() > MAX_DIGITS
        ? Duration.ofDays(365)
        : Duration.ofSeconds(Long.parseLong(number));
  }

  private static Optional<Duration> untilDate(String text, Instant now) {
    return date(text).map(date -> Duration.between(now, date)).filter(wait -> !wait.isNegative());
  }

  /** The server's time, by which it chose the date; this machine's clock may be wrong. */
  private static Instant now(HttpResponse response) {
    Header date = response.getFirstHeader(HttpHeaders.DATE);
    return Optional.ofNullable(date)
        .map(Header::getValue)
        .flatMap(RetryAfter::date)
        .orElseGet(Instant::now);
  }

  /** A date in any of the three forms; empty if it has none of them. */
  static Optional<Instant> date(String text) {
    // All responses of a second have the same one.
    Parsed last = latest;
    if (last.text().equals(text)) {
      return last.date();
    }
    // asctime pads a day of one digit with a second space.
    Optional<Instant> date =
        Optional.ofNullable(DateUtils.parseDate(text.strip().replaceAll(" +", " "), DATE_FORMATS));
    latest = new Parsed(text, date);
    return date;
  }

  /** A date that was parsed. */
  private record Parsed(String text, Optional<Instant> date) {}
}
