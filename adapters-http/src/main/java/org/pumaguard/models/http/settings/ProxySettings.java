package org.pumaguard.models.http.settings;

import java.util.Optional;

/**
 * Proxies, as configured in the environment. Their addresses are parsed when a proxy is first
 * needed, so an invalid address of an unused proxy is no error.
 *
 * @param http for http
 * @param https for https
 * @param exceptions hosts that are reached directly, in the syntax of {@code NO_PROXY}: a name also
 *     matches its subdomains; may be empty
 */
public record ProxySettings(Optional<Named> http, Optional<Named> https, String exceptions) {

  /** No proxies. */
  public static final ProxySettings NONE =
      new ProxySettings(Optional.empty(), Optional.empty(), "");

  /**
   * The address of a proxy. Its text representation omits the address, which may contain a
   * password.
   *
   * @param setting name of the setting, for messages
   * @param address {@code [http://][USER:PASSWORD@]HOST[:PORT]}
   */
  public record Named(String setting, String address) {
    @Override
    public String toString() {
      return setting;
    }
  }
}
