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
 * @param system whether Java's proxies are used where none is set here
 */
public record ProxySettings(
    Optional<Named> http, Optional<Named> https, String exceptions, boolean system) {

  /** No proxies. */
  public static final ProxySettings NONE =
      new ProxySettings(Optional.empty(), Optional.empty(), "");

  /** The proxies of this JVM, as {@link #withSystem}. */
  public static final ProxySettings SYSTEM = NONE.withSystem(true);

  /** Without the proxies of this JVM. */
  public ProxySettings(Optional<Named> http, Optional<Named> https, String exceptions) {
    this(http, https, exceptions, false);
  }

  /** This proxy for http and https, as {@link #withHttp} and {@link #withHttps}. */
  public static ProxySettings of(String address) {
    return NONE.withHttp(address).withHttps(address);
  }

  /**
   * These proxies with another one for http.
   *
   * @param address {@code [SCHEME://][USER:PASSWORD@]HOST[:PORT]} with the scheme {@code http},
   *     {@code socks5} or {@code socks5h}
   */
  public ProxySettings withHttp(String address) {
    return new ProxySettings(
        Optional.of(new Named("proxy for http", address)), https, exceptions, system);
  }

  /** These proxies with another one for https, as {@link #withHttp}. */
  public ProxySettings withHttps(String address) {
    return new ProxySettings(
        http, Optional.of(new Named("proxy for https", address)), exceptions, system);
  }

  /** These proxies with other exceptions. */
  public ProxySettings withExceptions(String others) {
    return new ProxySettings(http, https, others, system);
  }

  /**
   * These proxies, with those of Java's {@link java.net.ProxySelector#getDefault()} for schemes
   * that have none: the system properties {@code https.proxyHost}, {@code socksProxyHost} and so
   * on, or those of the operating system with {@code java.net.useSystemProxies}. Off by default.
   * Their credentials are not asked for; set a proxy with credentials here.
   */
  public ProxySettings withSystem(boolean other) {
    return new ProxySettings(http, https, exceptions, other);
  }

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
