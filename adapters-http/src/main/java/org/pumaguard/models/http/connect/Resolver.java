package org.pumaguard.models.http.connect;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Resolves host names. */
public interface Resolver {

  /** Java's resolver. */
  Resolver SYSTEM = InetAddress::getAllByName;

  /**
   * The addresses of a host, the preferred one first; at least one.
   *
   * @param host a name or an IP address without brackets
   */
  InetAddress[] resolve(String host) throws UnknownHostException;
}
