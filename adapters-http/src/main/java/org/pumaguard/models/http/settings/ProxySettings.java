package org.pumaguard.models.http.settings;

import java.util.Optional;

/**
 * Which proxies there are, as an environment says it. They are read when one is needed, since many
 * an environment names proxies that are not for us.
 *
 * @param http the one for http
 * @param https the one for https
 * @param exceptions hosts that are reached without: a list as in {@code NO_PROXY}, in which a name
 *     stands for its subdomains too; may be empty
 */
public record ProxySettings(Optional<Named> http, Optional<Named> https, String exceptions) {

  /** No proxies. */
  public static final ProxySettings NONE =
      new ProxySettings(Optional.empty(), Optional.empty(), "");

  /**
   * A proxy's address; its text leaves out what may be a password.
   *
   * @param setting where it was said, for messages
   * @param address {@code [http://][NAME:PASSWORD@]HOST[:PORT]}
   */
  public record Named(String setting, String address) {
    @Override
    public String toString() {
      return setting;
    }
  }
}
