package org.pumaguard.models.domain.cache;

import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Fetcher;

/** All fetchers as one: chooses by scheme, and keeps the network shut when it may not be used. */
public final class Fetchers {

  private final Map<String, Fetcher> byScheme = new HashMap<>();
  private final boolean offline;

  /** These fetchers; no two may serve one scheme. */
  public Fetchers(Collection<Fetcher> fetchers, boolean offline) {
    this.offline = offline;
    for (Fetcher fetcher : fetchers) {
      for (String scheme : fetcher.schemes()) {
        Fetcher other = byScheme.put(scheme, fetcher);
        if (other != null) {
          throw new IllegalArgumentException("two fetchers for " + scheme);
        }
      }
    }
  }

  boolean offline() {
    return offline;
  }

  /** Whether the network is needed for a location. */
  boolean usesNetwork(Location location) {
    return Optional.ofNullable(byScheme.get(location.scheme()))
        .map(Fetcher::usesNetwork)
        .orElse(false);
  }

  Fetcher.Outcome fetch(
      Fetcher.Request request, Fetcher.Receiver receiver, Cancellation cancellation)
      throws IOException {
    Location location = request.location();
    Fetcher fetcher = byScheme.get(location.scheme());
    if (fetcher == null) {
      throw new Fetcher.Failure(
          Fetcher.Reason.NOT_ALLOWED,
          location,
          "nothing here fetches '"
              + location.scheme()
              + "', only "
              + String.join(", ", new TreeSet<>(byScheme.keySet())),
          Optional.empty());
    }
    if (offline && fetcher.usesNetwork()) {
      throw new Fetcher.Failure(Fetcher.Reason.NOT_ALLOWED, location, "offline", Optional.empty());
    }
    return fetcher.fetch(request, receiver, cancellation);
  }
}
