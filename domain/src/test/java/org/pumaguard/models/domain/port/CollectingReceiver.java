package org.pumaguard.models.domain.port;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.pumaguard.models.domain.port.Fetcher.Head;

/**
 * Keeps what a {@link Fetcher} pushes, for tests; fails when the head does not come first, and
 * once. For small files only.
 */
public final class CollectingReceiver implements Fetcher.Receiver {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private Optional<Head> head = Optional.empty();

  @Override
  public boolean begin(Head announced) {
    assertTrue(head.isEmpty(), "the head comes twice");
    head = Optional.of(announced);
    return true;
  }

  @Override
  public boolean accept(ByteBuffer pushed) {
    assertTrue(head.isPresent(), "bytes come before the head");
    assertTrue(pushed.hasArray(), "the bytes are not in a heap buffer");
    byte[] copy = new byte[pushed.remaining()];
    pushed.get(copy);
    bytes.writeBytes(copy);
    return true;
  }

  /** Whether anything was pushed, be it the head alone. */
  public boolean wasCalled() {
    return head.isPresent();
  }

  /** The head that came. */
  public Head head() {
    return head.orElseThrow(() -> new AssertionError("no head came"));
  }

  /** The bytes that came. */
  public byte[] bytes() {
    return bytes.toByteArray();
  }
}
