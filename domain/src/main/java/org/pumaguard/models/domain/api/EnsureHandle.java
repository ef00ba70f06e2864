package org.pumaguard.models.domain.api;

import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import org.pumaguard.models.domain.model.ModelName;

/** A model that is being made available in the background. Safe for use by many threads. */
public interface EnsureHandle {

  /** The model. */
  ModelName model();

  /**
   * Completes with the absolute path of the model's verified file, or with a {@link
   * CacheException}. Dependent actions without an executor of their own run in the thread that
   * worked, or in the calling one. Completing a future made of it changes nothing here.
   */
  CompletionStage<Path> completion();

  /** Whether the model is available or the call has failed. */
  boolean isDone();

  /** The bytes of the model that are on disk so far; 0 until its fetch has started. */
  long bytes();

  /** The length of the model in bytes; empty while it is unknown. */
  OptionalLong total();

  /** Whether {@link #total} is an estimate, from the lengths of some fragments. */
  boolean isTotalEstimated();

  /**
   * Ends this call with kind {@code INTERRUPTED}, unless it is done. The fetch goes on while others
   * wait for it.
   */
  void cancel();

  /**
   * Waits for the model.
   *
   * @return the absolute path of its verified file
   * @throws CacheException if it cannot be made available, or this thread is interrupted, which
   *     does not end the call
   */
  Path join();
}
