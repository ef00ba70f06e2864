package org.pumaguard.models.http;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.HttpStatus;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Fetcher;

/**
 * Brings bytes over HTTP (RFC 9110). Ranges, conditions and redirects are made here, since each hop
 * of a redirect is a decision of its own: never from https to http, never round in a circle.
 */
@SuppressWarnings("try") // A registration is held in a try statement to be closed, not to be used.
final class HttpFetcher implements Fetcher {

  private static final int MAX_REDIRECTS = 10;

  private final Supplier<CloseableHttpClient> client;

  /** A fetcher with a client that is made when it is first needed. */
  HttpFetcher(Supplier<CloseableHttpClient> client) {
    this.client = client;
  }

  @Override
  public Set<String> schemes() {
    return Set.of("http", "https");
  }

  @Override
  public boolean usesNetwork() {
    return true;
  }

  @Override
  public Outcome fetch(Request request, Receiver receiver, Cancellation cancellation)
      throws IOException {
    Set<URI> visited = new HashSet<>();
    Location location = request.location();
    while (true) {
      if (!visited.add(location.uri()) || visited.size() > MAX_REDIRECTS + 1) {
        throw new Failure(Reason.REFUSED, location, "the redirects do not end", Optional.empty());
      }
      Step step = ask(location, request, receiver, cancellation);
      if (step.redirect().isEmpty()) {
        return step.outcome();
      }
      location = step.redirect().get();
    }
  }

  private Step ask(Location location, Request request, Receiver receiver, Cancellation cancellation)
      throws IOException {
    HttpGet get = new HttpGet(withoutUserInfo(location.uri()));
    addConditions(get, request);
    if (location.equals(request.location())) {
      addCredentials(get, location);
    }
    Exchange exchange = new Exchange(location, request, receiver, get);
    try (Cancellation.Registration registration = cancellation.onCancel(get::cancel)) {
      cancellation.check();
      return client.get().execute(get, response -> answer(exchange, response));
    } catch (Exchange.ReceiverRefusal e) {
      throw e.refusal();
    } catch (Failure e) {
      throw e;
    } catch (IOException e) {
      cancellation.check();
      if (exchange.redirect().isPresent()) {
        return new Step(Outcome.COMPLETE, exchange.redirect());
      }
      throw Failures.of(location, e);
    }
  }

  /**
   * A name and password in the address: for its own host only, and never in the clear on a network.
   */
  private static void addCredentials(HttpGet get, Location location) {
    String userInfo = location.uri().getUserInfo();
    if (userInfo != null && (location.scheme().equals("https") || location.isLoopback())) {
      byte[] bytes = userInfo.getBytes(StandardCharsets.UTF_8);
      get.setHeader(
          HttpHeaders.AUTHORIZATION, "Basic " + Base64.getEncoder().encodeToString(bytes));
    }
  }

  private static URI withoutUserInfo(URI uri) {
    String userInfo = uri.getRawUserInfo();
    return userInfo == null
        ? uri
        : URI.create(uri.toString().replaceFirst(Pattern.quote(userInfo + "@"), ""));
  }

  private static void addConditions(HttpGet get, Request request) {
    // Compressed on the way, lengths and ranges would be those of other bytes than the digest's.
    get.setHeader(HttpHeaders.ACCEPT_ENCODING, "identity");
    if (request.offset() > 0 || request.end().isPresent()) {
      String last = request.end().isPresent() ? "" + (request.end().getAsLong() - 1) : "";
      get.setHeader(HttpHeaders.RANGE, "bytes=" + request.offset() + "-" + last);
      request.validator().ifPresent(tag -> get.setHeader(HttpHeaders.IF_RANGE, tag));
    } else {
      request.validator().ifPresent(tag -> get.setHeader(HttpHeaders.IF_NONE_MATCH, tag));
    }
  }

  private static Step answer(Exchange exchange, ClassicHttpResponse response) throws IOException {
    return switch (response.getCode()) {
      case HttpStatus.SC_OK, HttpStatus.SC_PARTIAL_CONTENT -> {
        exchange.receive(response);
        yield new Step(Outcome.COMPLETE, Optional.empty());
      }
      case HttpStatus.SC_NOT_MODIFIED -> new Step(Outcome.NOT_MODIFIED, Optional.empty());
      case HttpStatus.SC_MOVED_PERMANENTLY,
          HttpStatus.SC_MOVED_TEMPORARILY,
          HttpStatus.SC_SEE_OTHER,
          HttpStatus.SC_TEMPORARY_REDIRECT,
          HttpStatus.SC_PERMANENT_REDIRECT -> {
        exchange.redirectTo(target(exchange.location(), response));
        exchange.abandon();
        yield new Step(Outcome.COMPLETE, exchange.redirect());
      }
      default -> {
        exchange.abandon();
        throw Failures.of(exchange.location(), response);
      }
    };
  }

  private static Location target(Location from, HttpResponse response) throws Failure {
    Header header = response.getFirstHeader(HttpHeaders.LOCATION);
    if (header == null) {
      throw new Failure(Reason.REFUSED, from, "a redirect to nowhere", Optional.empty());
    }
    Location to;
    try {
      to = new Location(from.uri().resolve(header.getValue().strip().replace(" ", "%20")));
    } catch (IllegalArgumentException e) {
      throw new Failure(Reason.REFUSED, from, "a redirect to what is no address", e);
    }
    String scheme = to.scheme();
    if (from.scheme().equals("https") && !scheme.equals("https")) {
      throw new Failure(
          Reason.REFUSED,
          from,
          "a redirect from https to "
              + to
              + " is refused: what comes from there anybody can change",
          Optional.empty());
    }
    if (!scheme.equals("https") && !scheme.equals("http")) {
      throw new Failure(
          Reason.REFUSED, from, "a redirect to " + to + " is refused", Optional.empty());
    }
    return to;
  }

  /** What one request led to: the end, or a further hop. */
  private record Step(Outcome outcome, Optional<Location> redirect) {}
}
