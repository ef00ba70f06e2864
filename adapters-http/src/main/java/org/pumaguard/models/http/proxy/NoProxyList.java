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
 * Hosts that are reached without a proxy: a list as in {@code NO_PROXY}, parted by commas or
 * blanks. An item is {@code *} (all), a host, a domain with or without a leading dot (it and all
 * below it), an address, or a block of addresses ({@code 10.0.0.0/8}); {@code :PORT} restricts it.
 * Names are compared as they are written: nothing is looked up.
 */
final class NoProxyList {

  private static final Pattern WITH_PORT = Pattern.compile("(\\[.*]|[^:]*):(\\d{1,5})");
  private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
  private static final Pattern IPV6 = Pattern.compile("[0-9a-f:.]*:[0-9a-f:.]*");

  private final List<Predicate<Origin>> rules;

  private NoProxyList(List<Predicate<Origin>> rules) {
    this.rules = rules;
  }

  /** Reads a list; an item that can't be understood covers nothing. */
  static NoProxyList parse(String list) {
    return new NoProxyList(
        Arrays.stream(list.split("[,\\s]+", -1))
            .filter(item -> !item.isEmpty())
            .map(NoProxyList::rule)
            .toList());
  }

  /** Whether no proxy is wanted on the way there. */
  boolean cover(Origin target) {
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
    String host = Origin.plain(slash < 0 ? item : item.substring(0, slash));
    Optional<byte[]> address = address(host);
    if (slash >= 0) {
      return block(address, item.substring(slash + 1));
    }
    if (address.isPresent()) {
      return target ->
          address(target.host()).filter(other -> Arrays.equals(other, address.get())).isPresent();
    }
    String name = host.replaceFirst("^\\*?\\.", "");
    return target ->
        target.host().equals(name)
            || (target.host().endsWith("." + name) && address(target.host()).isEmpty());
  }

  private static Predicate<Origin> block(Optional<byte[]> network, String digits) {
    if (network.isEmpty() || !digits.matches("\\d{1,3}")) {
      return target -> false;
    }
    int bits = network.get().length * 8;
    int shift = bits - Integer.parseInt(digits);
    if (shift < 0) {
      return target -> false;
    }
    BigInteger prefix = new BigInteger(1, network.get()).shiftRight(shift);
    return target ->
        address(target.host())
            .filter(other -> other.length * 8 == bits)
            .filter(other -> new BigInteger(1, other).shiftRight(shift).equals(prefix))
            .isPresent();
  }

  /** An address that is written as one; Java looks up only what is not. */
  private static Optional<byte[]> address(String host) {
    try {
      if (IPV4.matcher(host).matches()) {
        boolean isOne =
            Arrays.stream(host.split("\\.", -1)).mapToInt(Integer::parseInt).max().orElse(256)
                < 256;
        return isOne ? Optional.of(InetAddress.getByName(host).getAddress()) : Optional.empty();
      }
      return IPV6.matcher(host).matches()
          ? Optional.of(InetAddress.getByName("[" + host + "]").getAddress())
          : Optional.empty();
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }
}
