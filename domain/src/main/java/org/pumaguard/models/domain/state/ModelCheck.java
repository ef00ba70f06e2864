package org.pumaguard.models.domain.state;

/**
 * The state of a model as far as it is known without a lock and without reading a file: one lookup
 * of a record and one of a file for each directory.
 */
public sealed interface ModelCheck {

  /**
   * The model can be handed out, and nothing is left to do.
   *
   * @param view the directory that has it
   */
  record Settled(CacheView view) implements ModelCheck {}

  /** No base directory has the model; its state in the cache directory is known. */
  record Known(Verdict verdict) implements ModelCheck {}

  /** No base directory has the model; its file in the cache directory has to be read. */
  record Unread(Sighting.Present sighting) implements ModelCheck {}

  /** A file of a base directory has to be read first. */
  record UnreadBase() implements ModelCheck {}
}
