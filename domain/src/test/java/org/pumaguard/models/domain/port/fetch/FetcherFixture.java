package org.pumaguard.models.domain.port.fetch;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.port.Fetcher;

/** What the contract of a {@link Fetcher} needs, and where an adapter differs. */
public interface FetcherFixture {

  /** More than any buffer holds, and no multiple of one. */
  int MANY_BYTES = 3 * 1024 * 1024 + 17;

  /** The fetcher to be tested. */
  Fetcher fetcher() throws IOException;

  /** Publishes a file, or other bytes in the place of one, and tells where the fetcher finds it. */
  Location publish(String name, byte[] content) throws IOException;

  /** A location where nothing is published. */
  Location absent() throws IOException;

  /** A location that accepts a request and sends nothing; empty if the fetcher never waits. */
  default Optional<Silence> silence() throws IOException {
    return Optional.empty();
  }

  /** Whether it opens sockets. */
  default boolean opensSockets() {
    return true;
  }

  /** Whether it can begin elsewhere than at 0. */
  default boolean supportsOffset() {
    return true;
  }

  /** Whether it can stop before the end of a file. */
  default boolean supportsEnd() {
    return true;
  }

  /** Whether it announces the length of a file. */
  default boolean knowsLength() {
    return true;
  }

  /** Whether it gives validators, and obeys those of a request. */
  default boolean givesValidators() {
    return true;
  }

  /** The length that it announces. */
  default OptionalLong announced(byte[] content) {
    return knowsLength() ? OptionalLong.of(content.length) : OptionalLong.empty();
  }

  /**
   * A location that sends nothing.
   *
   * @param asked returns when the request of the fetcher has arrived there
   */
  record Silence(Location location, Asked asked) {}

  /** Waits for a request. */
  interface Asked {
    /** Returns when a request has arrived. */
    void await() throws InterruptedException;
  }
}
