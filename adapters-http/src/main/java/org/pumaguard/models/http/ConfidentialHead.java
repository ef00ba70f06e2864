package org.pumaguard.models.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.protocol.HttpContext;

/**
 * The parts of a request head that no log may contain: the query, credentials and cookies.
 * HttpClient logs the requests that it passes on, so they are added when the request is written,
 * and removed afterwards. With them come the headers that select the bytes, which changes of the
 * host program must not touch. Confined to one thread.
 */
final class ConfidentialHead {

  private static final String ATTRIBUTE = "org.pumaguard.models.http.confidential-head";

  /** Headers that select other bytes than those asked for. */
  private static final List<String> SELECTING =
      List.of(
          HttpHeaders.ACCEPT_ENCODING,
          HttpHeaders.RANGE,
          HttpHeaders.IF_RANGE,
          HttpHeaders.IF_MATCH,
          HttpHeaders.IF_NONE_MATCH,
          HttpHeaders.IF_MODIFIED_SINCE,
          HttpHeaders.IF_UNMODIFIED_SINCE);

  private final HttpRequest original;
  private final String path;
  private final List<Secret> secrets = new ArrayList<>();

  /**
   * The confidential parts of a request.
   *
   * @param original without them, with the headers that select the bytes
   * @param path with the query
   */
  ConfidentialHead(HttpRequest original, String path) {
    this.original = original;
    this.path = path;
  }

  /** Makes this the confidential head of the request of a context. */
  void attach(HttpContext context) {
    context.setAttribute(ATTRIBUTE, this);
  }

  /** The confidential head of the request of a context. */
  static Optional<ConfidentialHead> of(HttpContext context) {
    return Optional.ofNullable((ConfidentialHead) context.getAttribute(ATTRIBUTE));
  }

  /** Adds a header; one of the same name is replaced. */
  void set(String name, String value) {
    secrets.removeIf(secret -> secret.name().equalsIgnoreCase(name));
    secrets.add(new Secret(name, value));
  }

  /** The values of the headers. */
  List<String> values() {
    return secrets.stream().map(Secret::value).toList();
  }

  /** Completes the request that is about to be written. */
  void reveal(HttpRequest request) {
    request.setPath(path);
    for (String name : SELECTING) {
      request.removeHeaders(name);
      for (Header header : original.getHeaders(name)) {
        request.addHeader(header);
      }
    }
    secrets.forEach(secret -> request.setHeader(secret.name(), secret.value()));
  }

  /** Removes the confidential parts again. */
  void conceal(HttpRequest request) {
    request.setPath(original.getPath());
    secrets.forEach(secret -> request.removeHeaders(secret.name()));
  }

  /** A header. Its text representation omits the value. */
  private record Secret(String name, String value) {
    @Override
    public String toString() {
      return name;
    }
  }
}
