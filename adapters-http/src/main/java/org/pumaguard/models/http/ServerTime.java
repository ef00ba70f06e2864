package org.pumaguard.models.http;

import java.time.Instant;
import java.util.Optional;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpResponse;

/** Tells the time of a server when it responded (RFC 9110, 6.6.1). */
final class ServerTime {

  private ServerTime() {}

  /** The date of a response and its age in caches (RFC 9111, 4.2.3); empty without a date. */
  static Optional<Instant> of(HttpResponse response) {
    return value(response, HttpHeaders.DATE)
        .flatMap(RetryAfter::date)
        .map(date -> date.plusSeconds(age(response)));
  }

  private static long age(HttpResponse response) {
    return value(response, HttpHeaders.AGE)
        .map(String::strip)
        .filter(text -> text.matches("[0-9]{1,9}"))
        .map(Long::parseLong)
        .orElse(0L);
  }

  private static Optional<String> value(HttpResponse response, String name) {
    return Optional.ofNullable(response.getFirstHeader(name)).map(Header::getValue);
  }
}
