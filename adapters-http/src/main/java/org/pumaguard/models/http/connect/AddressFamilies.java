package org.pumaguard.models.http.connect;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.hc.core5.io.Closer;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Fetcher;

/**
 * Finds address families of a host that do not answer. A fetch does not notice them, as it uses the
 * first address that answers. Thread-safe.
 */
public final class AddressFamilies {

  /** As long as the retries of a lost first packet take (RFC 6298: 1 s, 3 s), and not much more. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Resolver resolver;
  private final Duration timeout;

  /** Waits for each family at most for this time, and never for more than a few seconds. */
  public AddressFamilies(Resolver resolver, Duration timeout) {
    this.resolver = resolver;
    this.timeout = timeout.compareTo(PATIENCE) < 0 ? timeout : PATIENCE;
  }

  /**
   * Connects to the addresses of each family, if there are several.
   *
   * @param host a name, or an IP address without brackets
   * @return the families of which no address accepts a connection; empty if none of the host does
   */
  public List<Fetcher.SilentFamily> silent(String host, int port, Cancellation cancellation) {
    Map<String, List<InetSocketAddress>> families = families(host, port);
    if (families.size() < 2) {
      return List.of();
    }
    List<Attempt> attempts = new ArrayList<>();
    families.forEach(
        (name, addresses) ->
            attempts.add(
                new Attempt(
                    name, text(addresses.get(0).getAddress()), failure(addresses, cancellation))));
    Optional<String> used =
        attempts.stream()
            .filter(attempt -> attempt.failure().isEmpty())
            .map(Attempt::family)
            .findFirst();
    List<Fetcher.SilentFamily> silent = new ArrayList<>();
    for (Attempt attempt : used.isPresent() ? attempts : List.<Attempt>of()) {
      attempt
          .failure()
          .map(
              cause ->
                  new Fetcher.SilentFamily(
                      host, attempt.family(), attempt.address(), cause, used.get()))
          .ifPresent(silent::add);
    }
    return silent;
  }

  private Map<String, List<InetSocketAddress>> families(String host, int port) {
    Map<String, List<InetSocketAddress>> families = new LinkedHashMap<>();
    try {
      for (InetAddress address : resolver.resolve(host)) {
        families
            .computeIfAbsent(
                address instanceof Inet6Address ? "IPv6" : "IPv4", name -> new ArrayList<>())
            .add(new InetSocketAddress(address, port));
      }
    } catch (UnknownHostException e) {
      // The name was known a moment ago: a matter of the resolver, not of a family.
      families.clear();
    }
    return families;
  }

  private Optional<String> failure(List<InetSocketAddress> addresses, Cancellation cancellation) {
    ConnectionRace race = new ConnectionRace(addresses, timeout);
    Socket handle = race.handle();
    try (Cancellation.Registration registration =
        cancellation.onCancel(() -> Closer.closeQuietly(handle))) {
      Closer.closeQuietly(race.run());
      return Optional.empty();
    } catch (SocketTimeoutException e) {
      cancellation.check();
      return Optional.of("timed out");
    } catch (IOException e) {
      cancellation.check();
      String cause = String.valueOf(e.getMessage());
      return Optional.of(cause.substring(0, 1).toLowerCase(Locale.ROOT) + cause.substring(1));
    }
  }

  /** In the short form of RFC 5952, unlike Java's. */
  private static String text(InetAddress address) {
    String full = address.getHostAddress();
    return address instanceof Inet6Address ? full.replaceFirst("(^|:)0(:0)+(:|$)", "::") : full;
  }

  /** What came of connecting to the addresses of a family, of which one is named. */
  private record Attempt(String family, String address, Optional<String> failure) {}
}
