package org.pumaguard.models.http.connect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KnownAddressesTest {

  private final KnownAddresses known = new KnownAddresses();

  @ParameterizedTest
  @CsvSource({
    "10.0.0.1 10.0.0.2 ::1 ::2, 10.0.0.1 ::1 10.0.0.2 ::2",
    "::1 ::2 ::3 10.0.0.1, ::1 10.0.0.1 ::2 ::3",
    "10.0.0.1 ::1 ::2 ::3, 10.0.0.1 ::1 ::2 ::3",
    "10.0.0.1 10.0.0.1, 10.0.0.1"
  })
  void alternatesTheFamilies(String resolved, String expected) throws UnknownHostException {
    assertEquals(addresses(expected), known.order("a", array(resolved)));
  }

  @Test
  void beginsWithTheAddressThatWorkedForThisHost() throws UnknownHostException {
    known.remember("a", InetAddress.getByName("::2"));

    assertEquals(addresses("::2 10.0.0.1 ::1"), known.order("a", array("10.0.0.1 ::1 ::2")));
    assertEquals(addresses("10.0.0.1 ::2"), known.order("b", array("10.0.0.1 ::2")));
    assertEquals(addresses("10.0.0.1"), known.order("a", array("10.0.0.1")), "a new address");
  }

  @Test
  void forgetsAnAddressThatNoLongerWorks() throws UnknownHostException {
    known.remember("a", InetAddress.getByName("::2"));
    known.forget("a", array("::1")[0]);
    assertEquals(addresses("::2 10.0.0.1"), known.order("a", array("10.0.0.1 ::2")));

    known.forget("a", InetAddress.getByName("::2"));
    assertEquals(addresses("10.0.0.1 ::2"), known.order("a", array("10.0.0.1 ::2")));
  }

  @Test
  void triesALimitedNumberOfAddresses() throws UnknownHostException {
    InetAddress[] many = new InetAddress[100];
    for (int i = 0; i < many.length; i++) {
      many[i] = InetAddress.getByName("10.0.0." + i);
    }

    assertEquals(16, known.order("a", many).size());
  }

  private static List<InetAddress> addresses(String texts) throws UnknownHostException {
    return Arrays.stream(array(texts)).collect(Collectors.toList());
  }

  private static InetAddress[] array(String texts) throws UnknownHostException {
    String[] parts = texts.split(" ", -1);
    InetAddress[] addresses = new InetAddress[parts.length];
    for (int i = 0; i < parts.length; i++) {
      addresses[i] = InetAddress.getByName(parts[i]);
    }
    return addresses;
  }
}
