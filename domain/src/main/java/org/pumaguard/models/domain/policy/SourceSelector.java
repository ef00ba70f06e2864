package org.pumaguard.models.domain.policy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Selects the source of the next attempt for one file, and the delay before it.
 *
 * <p>A source without a failure is tried at once. If all have failed temporarily, they are retried
 * in turn with growing delays; a source that sent Retry-After comes last. A source that failed
 * permanently or served wrong bytes is excluded. If the only remaining source served wrong bytes,
 * it is tried once more, since the transfer may have damaged them. Not safe for use by many
 * threads.
 */
public final class SourceSelector {

  private final int retries;
  private final Backoff backoff;
  private final RandomGenerator random;
  private final int[] failures;
  private final boolean[] excluded;
  private final boolean[] mismatched;
  private final boolean[] lastResort;
  private final List<Optional<Duration>> asked;
  private int current;

  /**
   * A selector over sources that are identified by their index.
   *
   * @param sources the number of sources, at least one
   * @param retries the number of retries of each source after temporary failures
   */
  public SourceSelector(int sources, int retries, Backoff backoff, RandomGenerator random) {
    if (sources < 1) {
      throw new IllegalArgumentException("no source");
    }
    this.retries = retries;
    this.backoff = backoff;
    this.random = random;
    this.failures = new int[sources];
    this.excluded = new boolean[sources];
    this.mismatched = new boolean[sources];
    this.lastResort = new boolean[sources];
    this.asked = new ArrayList<>(Collections.nCopies(sources, Optional.empty()));
  }

  /** The source of the current attempt. */
  public int current() {
    return current;
  }

  /** Tries a source only if all others are excluded. */
  public void distrust(int source) {
    lastResort[source] = true;
    current = next();
  }

  /** The current source sent new bytes, which resets its failures. */
  public void progressed() {
    failures[current] = 0;
    asked.set(current, Optional.empty());
  }

  /**
   * The current source failed.
   *
   * @param mayPass whether the failure may be temporary
   * @param retryAfter the delay that the source asked for
   */
  public Step failed(boolean mayPass, Optional<Duration> retryAfter) {
    failures[current]++;
    asked.set(current, retryAfter);
    if (!mayPass || failures[current] > retries) {
      excluded[current] = true;
    }
    return step();
  }

  /** The current source served wrong bytes. */
  public Step mismatched() {
    if (mismatched[current] || hasOther(current)) {
      excluded[current] = true;
    }
    mismatched[current] = true;
    return step();
  }

  private Step step() {
    int failed = current;
    current = next();
    if (current < 0) {
      current = failed;
      return new Step(Action.GIVE_UP, Duration.ZERO);
    }
    Duration delay =
        failures[current] == 0
            ? Duration.ZERO
            : backoff.delay(failures[current], asked.get(current), random);
    return new Step(current == failed ? Action.RETRY : Action.SWITCH, delay);
  }

  /** The best source for the next attempt, the first one of equals; −1 if all are excluded. */
  private int next() {
    int best = -1;
    for (int i = 0; i < excluded.length; i++) {
      if (!excluded[i] && (best < 0 || isBetter(i, best))) {
        best = i;
      }
    }
    return best;
  }

  private boolean isBetter(int source, int other) {
    if (lastResort[source] != lastResort[other]) {
      return lastResort[other];
    }
    if (asked.get(source).isPresent() != asked.get(other).isPresent()) {
      return asked.get(other).isPresent();
    }
    return failures[source] < failures[other];
  }

  private boolean hasOther(int source) {
    for (int i = 0; i < excluded.length; i++) {
      if (i != source && !excluded[i]) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String toString() {
    return "source " + current + " after failures " + Arrays.toString(failures);
  }

  /** What to do next. */
  public enum Action {
    /** Retry the same source. */
    RETRY,
    /** Try another source. */
    SWITCH,
    /** All sources are excluded. */
    GIVE_UP
  }

  /**
   * The next step.
   *
   * @param delay the time to wait before it
   */
  public record Step(Action action, Duration delay) {}
}
