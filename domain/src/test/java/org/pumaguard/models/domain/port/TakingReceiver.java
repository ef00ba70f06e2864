package org.pumaguard.models.domain.port;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.pumaguard.models.domain.port.Fetcher.Head;

/**
 * A receiver made of two functions, for tests in which it refuses, waits or counts.
 *
 * @param atHead takes the head
 * @param atBytes takes the bytes
 */
public record TakingReceiver(Taker<Head> atHead, Taker<ByteBuffer> atBytes)
    implements Fetcher.Receiver {

  /** A receiver to which the head does not matter. */
  public static TakingReceiver of(Taker<ByteBuffer> atBytes) {
    return new TakingReceiver(head -> {}, atBytes);
  }

  @Override
  public boolean begin(Head head) throws IOException {
    atHead.take(head);
    return true;
  }

  @Override
  public boolean accept(ByteBuffer bytes) throws IOException {
    atBytes.take(bytes);
    return true;
  }

  /** Takes something, or refuses it. */
  public interface Taker<T> {
    /** Takes the next one. */
    void take(T next) throws IOException;
  }
}
