package org.pumaguard.models.domain.ensure;

/** Where the content of an ensured model came from. */
enum ContentOrigin {
  /** It was in the cache directory; its index may be incomplete. */
  PRESENT,
  /** It was fetched and indexed. */
  FETCHED,
  /** It was fetched and indexed, and it is shown and recorded already. */
  SHOWN
}
