package org.pumaguard.models.http.connect;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Orders the addresses of a host: the one that worked last is first, then the families alternate
 * (RFC 8305, 4), beginning with the one that Java's resolver prefers. Thread-safe.
 */
final class KnownAddresses {

  /** More addresses than any host needs; each attempt occupies a thread and a socket. */
  private static final int MAX_ADDRESSES = 16;

  private final Map<String, InetAddress> working = new ConcurrentHashMap<>();

  /** The addresses to try, in order. */
  List<InetAddress> order(String host, InetAddress[] resolved) {
    List<InetAddress> ordered = interleave(resolved);
    InetAddress known = working.get(host);
    if (known != null && ordered.remove(known)) {
      ordered.add(0, known);
    }
    return ordered.size() > MAX_ADDRESSES ? ordered.subList(0, MAX_ADDRESSES) : ordered;
  }

  /** Records that an address works. */
  void remember(String host, InetAddress address) {
    working.put(host, address);
  }

  /** Records that an address does not work. */
  void forget(String host, InetAddress address) {
    working.remove(host, address);
  }

  private static List<InetAddress> interleave(InetAddress[] resolved) {
    List<InetAddress> preferred = new ArrayList<>();
    List<InetAddress> others = new ArrayList<>();
    for (InetAddress address : Arrays.stream(resolved).distinct().toList()) {
      boolean isPreferred = address.getClass().equals(resolved[0].getClass());
      (isPreferred ? preferred : others).add(address);
    }
    List<InetAddress> result = new ArrayList<>();
    Iterator<InetAddress> other = others.iterator();
    for (InetAddress address : preferred) {
      result.add(address);
      if (other.hasNext()) {
        result.add(other.next());
      }
    }
    other.forEachRemaining(result::add);
    return result;
  }
}
