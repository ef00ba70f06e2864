package org.pumaguard.models.domain.source;

import java.io.IOException;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.Hint;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.port.Fetcher;

/** The failures of reading a registry. */
final class RegistryFailures {

  private RegistryFailures() {}

  static CacheException insecure(Location file) {
    return new CacheException(
        CacheException.Kind.REGISTRY,
        "the registry " + file + " uses plain http, which anyone on the network can modify",
        Hint.USE_HTTPS);
  }

  static CacheException offline(Location file) {
    return new CacheException(
        CacheException.Kind.OFFLINE,
        "the registry " + file + " was never fetched, and the cache is offline",
        Hint.FETCH_REGISTRY_ONLINE);
  }

  /** The network is not used for this call, and there is no copy. */
  static CacheException notYetRead(Location file) {
    return new CacheException(
        CacheException.Kind.UNAVAILABLE,
        "the registry " + file + " has not been read yet",
        Hint.READ_REGISTRY_FIRST);
  }

  /** The failure of the last attempt, without a copy to be used instead. */
  static CacheException of(Fetcher.Failure e) {
    if (e.reason() == Fetcher.Reason.NOT_FOUND) {
      return new CacheException(
          CacheException.Kind.REGISTRY,
          "there is no registry at " + e.location() + ": " + e.getMessage(),
          Hint.CHECK_REGISTRY_ADDRESS,
          e);
    }
    String message = "the registry " + e.location() + " cannot be reached: " + e.getMessage();
    if (e.reason() == Fetcher.Reason.CLOSED) {
      return new CacheException(CacheException.Kind.CLOSED, message, Hint.OPEN_AGAIN, e)
          .at(e.location());
    }
    return new CacheException(CacheException.Kind.UNAVAILABLE, message, hint(e.reason()), e)
        .at(e.location())
        .retryable(e.reason().mayPass());
  }

  private static Hint hint(Fetcher.Reason reason) {
    return switch (reason) {
      case UNTRUSTED -> Hint.TRUST_CERTIFICATE;
      case FORBIDDEN -> Hint.CHECK_REGISTRY_CREDENTIALS;
      default -> Hint.USE_LOCAL_REGISTRY;
    };
  }

  static CacheException unreadable(Location file, IOException e) {
    return new CacheException(
        CacheException.Kind.REGISTRY,
        "the registry " + file + " cannot be read: " + e.getMessage(),
        Hint.CHOOSE_ANOTHER_REGISTRY,
        e);
  }

  static CacheException invalid(RegistryLoader.Text text) {
    String refusal = text.refusal();
    boolean hasLine = Character.isDigit(refusal.charAt(0));
    return new CacheException(
        CacheException.Kind.REGISTRY,
        text.name() + (hasLine ? ":" : ": ") + refusal,
        Hint.LINT_REGISTRY);
  }

  /** A server sends another document instead of the registry, as login pages of networks do. */
  static CacheException substituted(Location file, String looks) {
    return new CacheException(
        CacheException.Kind.REGISTRY,
        "the registry " + file + " is no registry: it looks like " + looks,
        Hint.CHECK_REGISTRY_LOGIN);
  }
}
