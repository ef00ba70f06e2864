package org.pumaguard.models.cli;

import org.pumaguard.models.domain.cache.CacheException;

/** The numbers with which the program ends. */
final class ExitStatus {

  static final int DONE = 0;
  static final int INTERNAL = 1;
  static final int USAGE = 2;
  static final int REGISTRY = 4;
  static final int INTEGRITY = 5;
  static final int STORAGE = 8;

  private ExitStatus() {}

  static int of(CacheException.Kind kind) {
    return switch (kind) {
      case UNKNOWN_MODEL -> 3;
      case REGISTRY -> REGISTRY;
      case INTEGRITY -> INTEGRITY;
      case UNAVAILABLE -> 6;
      case OFFLINE -> 7;
      case STORAGE, LOCKED -> STORAGE;
      case INTERRUPTED -> 130;
    };
  }
}
