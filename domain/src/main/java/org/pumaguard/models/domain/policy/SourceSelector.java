package org.pumaguard.models.domain.policy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Which source to ask next for one file, and how long to wait before.
 *
 * <p>Another source that did not fail yet is asked at once. When all have failed in a way that may
 * pass, each gets its further tries in turn, after a growing wait; one that asked to be left alone
 * for a while only when no other is left. A source that failed for good, or served wrong bytes, is
 * left out; wrong bytes from the only source left are given one more chance, since they may have
 * been spoilt on the way. Not safe for use by many threads.
 */
public final class SourceSelector {

  private final int retries;
  private final Backoff backoff;
  private final RandomGenerator random;
  private final int[] failures;
  private final boolean[] out;
  private final boolean[] spoilt;
  private final boolean[] lastResort;
  private final List<Optional<Duration>> asked;
  private int current;

  /**
   * A rota over sources that are known by their index.
   *
   * @param sources how many there are, at least one
   * @param retries further tries for each that fails in a way that may pass
   */
  public SourceSelector(int sources, int retries, Backoff backoff, RandomGenerator random) {
    if (sources < 1) {
      throw new IllegalArgumentException("no source");
    }
    this.retries = retries;
    this.backoff = backoff;
    this.random = random;
    this.failures = new int[sources];
    this.out = new boolean[sources];
    this.spoilt = new boolean[sources];
    this.lastResort = new boolean[sources];
    this.asked = new ArrayList<>(Collections.nCopies(sources, Optional.empty()));
  }

  /** The source to ask now. */
  public int current() {
    return current;
  }

  /** Asks a source only when no other is left. */
  public void distrust(int source) {
    lastResort[source] = true;
    current = next();
  }

  /** The current source brought new bytes: its earlier failures count no more. */
  public void progressed() {
    failures[current] = 0;
    asked.set(current, Optional.empty());
  }

  /** The current source failed. */
  public Step failed(boolean mayPass, Optional<Duration> retryAfter) {
    failures[current]++;
    asked.set(current, retryAfter);
    if (!mayPass || failures[current] > retries) {
      out[current] = true;
    }
    return step();
  }

  /** The current source served wrong bytes. */
  public Step mismatched() {
    if (spoilt[current] || othersThan(current)) {
      out[current] = true;
    }
    spoilt[current] = true;
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

  /**
   * The source that is best asked next, the first of equals in the given order; −1 if none is left.
   */
  private int next() {
    int best = -1;
    for (int i = 0; i < out.length; i++) {
      if (!out[i] && (best < 0 || isBetter(i, best))) {
        best = i;
      }
    }
    return best;
  }

  private boolean isBetter(int source, int than) {
    if (lastResort[source] != lastResort[than]) {
      return lastResort[than];
    }
    if (asked.get(source).isPresent() != asked.get(than).isPresent()) {
      return asked.get(than).isPresent();
    }
    return failures[source] < failures[than];
  }

  private boolean othersThan(int source) {
    for (int i = 0; i < out.length; i++) {
      if (i != source && !out[i]) {
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
    /** Ask the same source again. */
    RETRY,
    /** Ask another source. */
    SWITCH,
    /** No source is left. */
    GIVE_UP
  }

  /**
   * The next step.
   *
   * @param delay how long to wait before it
   */
  public record Step(Action action, Duration delay) {}
}
