package org.pumaguard.models.http.socks;

import java.io.IOException;

/** A SOCKS proxy refuses a connection or does not understand the protocol; for the user. */
public final class SocksException extends IOException {

  private static final long serialVersionUID = 1L;

  private final Kind kind;

  SocksException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** The kind of the failure. */
  public Kind kind() {
    return kind;
  }

  /** Whether the proxy may reach another address of the server. */
  public boolean isForOneAddress() {
    return kind == Kind.UNREACHABLE;
  }

  /** Kinds of failures. */
  public enum Kind {
    /** The proxy could not connect to the server; may pass. */
    UNREACHABLE,
    /** The rules of the proxy or its authentication forbid the connection. */
    FORBIDDEN,
    /** Not a SOCKS 5 proxy, or without a required feature. */
    UNSUPPORTED
  }
}
