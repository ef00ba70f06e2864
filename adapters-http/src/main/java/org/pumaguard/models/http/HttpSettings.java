package org.pumaguard.models.http;

import java.time.Duration;

/**
 * How the network is used.
 *
 * @param timeout how long to wait for a connection, and for the next byte
 * @param connections how many connections may be open at once
 * @param userAgent how we call ourselves to servers
 */
public record HttpSettings(Duration timeout, int connections, String userAgent) {

  /**
   * A setting turned out to be of no use when it was first needed. The message names the setting
   * and holds no secret.
   */
  public static final class Unusable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Unusable(String message) {
      super(message);
    }
  }
}
