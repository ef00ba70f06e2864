package org.pumaguard.models.domain.api;

import java.time.Duration;
import java.util.Optional;
import org.pumaguard.models.domain.port.Progress;

/**
 * The options of one call. Other callers that wait for the same model are not affected.
 *
 * @param deadline how long this caller waits at most; empty for as long as it takes
 * @param progress receives the events of the model during this call
 */
public record CallOptions(Optional<Duration> deadline, Progress progress) {

  /** No deadline, no listener. */
  public static final CallOptions DEFAULT = new CallOptions(Optional.empty(), Progress.none());

  /**
   * Validates the options.
   *
   * @throws IllegalArgumentException if the deadline is negative
   */
  public CallOptions {
    if (deadline.filter(Duration::isNegative).isPresent()) {
      throw new IllegalArgumentException("negative deadline: " + deadline.get());
    }
  }

  /** These options with another deadline, counted from the call. */
  public CallOptions withDeadline(Duration other) {
    return new CallOptions(Optional.of(other), progress);
  }

  /** These options with another listener. */
  public CallOptions withProgress(Progress other) {
    return new CallOptions(deadline, other);
  }
}
