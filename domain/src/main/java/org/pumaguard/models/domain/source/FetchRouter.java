package org.pumaguard.models.domain.source;

import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Fetcher;

/**
 * Routes requests to fetchers by scheme. Enforces offline mode and the rate limit of the network.
 * Safe for use by many threads.
 */
public final class FetchRouter {

  private final Map<String, Fetcher> byScheme = new HashMap<>();
  private final boolean offline;
  private final RateLimit rateLimit;

  /**
   * A router without a rate limit.
   *
   * @throws IllegalArgumentException if two fetchers serve the same scheme
   */
  public FetchRouter(Collection<Fetcher> fetchers, boolean offline) {
    this(fetchers, offline, new RateLimit(OptionalLong.empty()));
  }

  /**
   * A router with a rate limit, which may be shared with other routers.
   *
   * @param offline whether fetchers that use the network are disabled
   * @throws IllegalArgumentException if two fetchers serve the same scheme
   */
  public FetchRouter(Collection<Fetcher> fetchers, boolean offline, RateLimit rateLimit) {
    this.offline = offline;
    this.rateLimit = rateLimit;
    for (Fetcher fetcher : fetchers) {
      for (String scheme : fetcher.schemes()) {
        Fetcher other = byScheme.put(scheme, fetcher);
        if (other != null) {
          throw new IllegalArgumentException("two fetchers serve the scheme '" + scheme + "'");
        }
      }
    }
  }

  public boolean offline() {
    return offline;
  }

  public RateLimit rateLimit() {
    return rateLimit;
  }

  /** Whether fetching a location uses the network. */
  public boolean usesNetwork(Location location) {
    return Optional.ofNullable(byScheme.get(location.scheme()))
        .map(Fetcher::usesNetwork)
        .orElse(false);
  }

  public Fetcher.Outcome fetch(
      Fetcher.Request request, Fetcher.Receiver receiver, Cancellation cancellation)
      throws IOException {
    Fetcher fetcher = fetcherFor(request.location());
    return fetcher.usesNetwork()
        ? fetcher.fetch(request, rateLimit.before(receiver, cancellation), cancellation)
        : fetcher.fetch(request, receiver, cancellation);
  }

  public Fetcher.Route inspect(Location location, Cancellation cancellation)
      throws Fetcher.Failure {
    return fetcherFor(location).inspect(location, cancellation);
  }

  private Fetcher fetcherFor(Location location) throws Fetcher.Failure {
    Fetcher fetcher = byScheme.get(location.scheme());
    if (fetcher == null) {
      throw new Fetcher.Failure(
          Fetcher.Reason.NOT_ALLOWED,
          location,
          "unsupported scheme '"
              + location.scheme()
              + "'; supported: "
              + String.join(", ", new TreeSet<>(byScheme.keySet())),
          Optional.empty());
    }
    if (offline && fetcher.usesNetwork()) {
      throw new Fetcher.Failure(Fetcher.Reason.NOT_ALLOWED, location, "offline", Optional.empty());
    }
    return fetcher;
  }
}
