package org.pumaguard.models.server.work;

import java.util.Locale;

/** How far the fetch of a fragment is. */
public enum FragmentStage {
  /** Bytes of it are being fetched. */
  FETCHING,
  /** It is verified and part of an unfinished download. */
  FETCHED;

  /** The word of the API. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
