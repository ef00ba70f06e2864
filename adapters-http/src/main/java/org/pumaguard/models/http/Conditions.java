package org.pumaguard.models.http;

import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.core5.http.HttpHeaders;
import org.pumaguard.models.domain.port.Fetcher;

/**
 * The headers that say which bytes of a file are wanted, and on what condition (RFC 9110, 13, 14).
 */
final class Conditions {

  private Conditions() {}

  static void add(HttpGet get, Fetcher.Request request) {
    // Lengths, ranges and digests refer to the bytes of the file, not to compressed ones.
    get.setHeader(HttpHeaders.ACCEPT_ENCODING, "identity");
    if (request.form().fresh()) {
      // A proxy's copy may be old or truncated; HTTP/1.0 proxies know Pragma only (RFC 9111, 5.4).
      get.setHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
      get.setHeader(HttpHeaders.PRAGMA, "no-cache");
    }
    boolean isPart = request.offset() > 0 || request.end().isPresent();
    if (isPart && request.form().decoded()) {
      // A part of encoded bytes cannot be decoded.
      return;
    }
    if (isPart) {
      String last = request.end().isPresent() ? "" + (request.end().getAsLong() - 1) : "";
      get.setHeader(HttpHeaders.RANGE, "bytes=" + request.offset() + "-" + last);
      request.validator().ifPresent(tag -> get.setHeader(HttpHeaders.IF_RANGE, tag));
    } else {
      request.validator().ifPresent(tag -> get.setHeader(HttpHeaders.IF_NONE_MATCH, tag));
    }
  }
}
