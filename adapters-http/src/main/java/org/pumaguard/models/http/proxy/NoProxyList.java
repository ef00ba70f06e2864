package org.pumaguard.models.http.proxy;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.pumaguard.models.http.settings.Origin;

/**
 * Hosts that are reached without a proxy, in the syntax of {@code NO_PROXY}: items separated by
 * commas or whitespace. An item is {@code *} (all hosts), a host or domain with or without a
 * leading dot (including its subdomains), an IP address, or a CIDR block ({@code 10.0.0.0/8});
 * {@code :PORT} restricts it. Names are compared as text and never resolved.
 */
final class NoProxyList {

  private static final Pattern WITH_PORT = Pattern.compile("(\\[.*]|[^:]*):(\\d{1,5})");
  private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
  private static final Pattern IPV6 = Pattern.compile("[0-9a-f:.]*:[0-9a-f:.]*");

  private final List<Predicate<Origin>> rules;

  private NoProxyList(List<Predicate<Origin>> rules) {
    this.rules = rules;
  }

  /** Parses a list; an invalid item matches no host. */
  static NoProxyList parse(String list) {
    return new NoProxyList(
        Arrays.stream(list.split("[,\\s]+", -1))
            .filter(item -> !item.isEmpty())
            .map(NoProxyList::rule)
            .toList());
  }

  /** True if the target is reached without a proxy. */
  boolean matches(Origin target) {
    return rules.stream().anyMatch(rule -> rule.test(target));
  }

  private static Predicate<Origin> rule(String item) {
    Matcher withPort = WITH_PORT.matcher(item);
    if (withPort.matches()) {
      int port = Integer.parseInt(withPort.group(2));
      return hostRule(withPort.group(1)).and(target -> target.port() == port);
    }
    return hostRule(item);
  }

  private static Predicate<Origin> hostRule(String item) {
    if (item.equals("*")) {
      return target -> true;
    }
    int slash = item.indexOf('/');
    String host = Origin.normalizeHost(slash < 0 ? item : item.substring(0, slash));
    Optional<byte[]> address = address(host);
    if (slash >= 0) {
      String prefix = item.substring(slash + 1);
      return address.map(network -> blockRule(network, prefix)).orElse(target -> false);
    }
    if (address.isPresent()) {
      return target ->
          address(target.host()).filter(other -> Arrays.equals(other, address.get())).isPresent();
    }
    String name = Origin.normalizeHost(item.replaceFirst("^\\*?\\.", ""));
    return target ->
        target.host().equals(name)
            || (target.host().endsWith("." + name) && address(target.host()).isEmpty());
  }

  private static Predicate<Origin> blockRule(byte[] network, String digits) {
    if (!digits.matches("\\d{1,3}")) {
      return target -> false;
    }
    int bits = network.length * 8;
    int shift = bits - Integer.parseInt(digits);
    if (shift < 0) {
      return target -> false;
    }
    BigInteger prefix = new BigInteger(1, network).shiftRight(shift);
    return target ->
        address(target.host())
            .filter(other -> other.length * 8 == bits)
            .filter(other -> new BigInteger(1, other).shiftRight(shift).equals(prefix))
            .isPresent();
  }

  /** Parses an IP address. Java resolves names only, and the patterns exclude them. */
  private static Optional<byte[]> address(String host) {
    try {
      if (IPV4.matcher(host).matches()) {
        boolean isAddress =
            Arrays.stream(host.split("\\.", -1)).mapToInt(Integer::parseInt).max().orElse(256)
                < 256;
        return isAddress ? Optional.of(InetAddress.getByName(host).getAddress()) : Optional.empty();
      }
      return IPV6.matcher(host).matches()
          ? Optional.of(InetAddress.getByName("[" + host + "]").getAddress())
          : Optional.empty();
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }
}
