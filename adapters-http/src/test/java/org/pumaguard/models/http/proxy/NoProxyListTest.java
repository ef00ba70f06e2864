package org.pumaguard.models.http.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pumaguard.models.http.settings.Origin;

class NoProxyListTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // All or none.
        "* | http://example.org/ | true",
        "a.example,* | http://example.org/ | true",
        "'' | http://example.org/ | false",
        "' , ,' | http://example.org/ | false",
        // Names with and without a leading dot.
        "example.org | http://example.org/ | true",
        "example.org | https://models.example.org/ | true",
        "example.org | https://a.b.example.org/ | true",
        ".example.org | https://models.example.org/ | true",
        ".example.org | https://example.org/ | true",
        "*.example.org | https://models.example.org/ | true",
        "example.org | http://anexample.org/ | false",
        ".example.org | http://anexample.org/ | false",
        "example.org | http://example.org.evil/ | false",
        "models.example.org | http://example.org/ | false",
        "org | http://example.org/ | true",
        "EXAMPLE.org | http://Example.ORG/ | true",
        "example.org. | http://example.org/ | true",
        "example.org | http://example.org./ | true",
        ". | http://example.org/ | false",
        "localhost | http://localhost:8080/ | true",
        // Ports.
        "example.org:8080 | http://example.org:8080/ | true",
        "example.org:8080 | http://models.example.org:8080/ | true",
        "example.org:8080 | http://example.org/ | false",
        "example.org:80 | http://example.org/ | true",
        "example.org:443 | https://example.org/ | true",
        "127.0.0.1:81 | http://127.0.0.1:81/ | true",
        "127.0.0.1:81 | http://127.0.0.1:82/ | false",
        "[::1]:81 | http://[::1]:81/ | true",
        "[::1]:81 | http://[::1]:82/ | false",
        "*:81 | http://example.org:81/ | true",
        "*:81 | http://example.org:82/ | false",
        // Addresses.
        "127.0.0.1 | http://127.0.0.1:99/ | true",
        "127.0.0.1 | http://127.0.0.11/ | false",
        "0.0.1 | http://127.0.0.1/ | false",
        "::1 | http://[::1]/ | true",
        "[::1] | http://[::1]:99/ | true",
        "0:0:0:0:0:0:0:1 | http://[::1]/ | true",
        "2001:DB8::1 | http://[2001:db8:0::1]/ | true",
        "2001:db8::1 | http://[2001:db8::2]/ | false",
        "::ffff:10.1.2.3 | http://10.1.2.3/ | true",
        // Blocks.
        "10.0.0.0/8 | http://10.255.1.2/ | true",
        "10.0.0.0/8 | http://11.0.0.1/ | false",
        "10.1.2.3/8 | http://10.9.9.9/ | true",
        "192.168.4.128/25 | http://192.168.4.127/ | false",
        "192.168.4.128/25 | http://192.168.4.129/ | true",
        "10.1.2.3/32 | http://10.1.2.3/ | true",
        "10.1.2.3/32 | http://10.1.2.4/ | false",
        "0.0.0.0/0 | http://10.1.2.4/ | true",
        "0.0.0.0/0 | http://[::1]/ | false",
        "0.0.0.0/0 | http://example.org/ | false",
        "fd00::/8 | http://[fd12:3456::1]/ | true",
        "[fd00::]/8 | http://[fd12:3456::1]/ | true",
        "fd00::/8 | http://[fe80::1]/ | false",
        "::/0 | http://10.1.2.4/ | false",
        "10.0.0.0/33 | http://10.0.0.1/ | false",
        "10.0.0.0/x | http://10.0.0.1/ | false",
        "example.org/8 | http://example.org/ | false",
        // Lists.
        "a.example, b.example | http://b.example/ | true",
        "a.example b.example | http://b.example/ | true",
        "a.example,,b.example, | http://b.example/ | true",
        "a.example,b.example | http://c.example/ | false",
      })
  void matchesTheListedHosts(String list, String target, boolean matches) {
    assertEquals(matches, NoProxyList.parse(list).matches(Origin.of(URI.create(target))));
  }
}
