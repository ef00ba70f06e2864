package org.pumaguard.models.cli.settings;

import org.pumaguard.models.domain.api.CacheException;

/** The exit statuses of the program. */
public final class ExitStatus {

  public static final int DONE = 0;
  public static final int INTERNAL = 1;
  public static final int USAGE = 2;
  public static final int REGISTRY = 4;
  public static final int INTEGRITY = 5;
  public static final int STORAGE = 8;

  private ExitStatus() {}

  public static int of(CacheException.Kind kind) {
    return switch (kind) {
      case UNKNOWN_MODEL -> 3;
      case REGISTRY -> REGISTRY;
      case INTEGRITY -> INTEGRITY;
      case NOT_FOUND, UNAVAILABLE -> 6;
      case OFFLINE -> 7;
      case STORAGE, LOCKED -> STORAGE;
      // A program closes its connections only when it has been told to stop.
      case INTERRUPTED, CLOSED -> 130;
      case INTERNAL -> INTERNAL;
    };
  }
}
