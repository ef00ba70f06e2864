package org.pumaguard.models.testkit;

/** The exit statuses that the README promises, written down once more so that none can change. */
public final class Exit {

  public static final int OK = 0;
  public static final int INTERNAL = 1;
  public static final int USAGE = 2;
  public static final int UNKNOWN_MODEL = 3;
  public static final int REGISTRY = 4;
  public static final int INTEGRITY = 5;
  public static final int UNAVAILABLE = 6;
  public static final int OFFLINE = 7;
  public static final int STORAGE = 8;
  public static final int INTERRUPTED = 130;

  private Exit() {}
}
