package org.pumaguard.models.domain.port;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.OptionalLong;

/** Takes the head and the first bytes of what a fetcher pushes, and ends the transfer then. */
public final class Inspection implements Fetcher.Receiver {

  private static final int ENOUGH = 256;

  private final ByteBuffer beginning = ByteBuffer.allocate(ENOUGH);
  private OptionalLong total = OptionalLong.empty();

  @Override
  public void begin(Fetcher.Head head) {
    total = head.total();
  }

  @Override
  public void accept(ByteBuffer bytes) throws Seen {
    beginning.put(
        bytes.slice(bytes.position(), Math.min(bytes.remaining(), beginning.remaining())));
    if (!beginning.hasRemaining()) {
      throw new Seen();
    }
  }

  /** The length in bytes that was announced. */
  public OptionalLong total() {
    return total;
  }

  /** The first bytes, as far as they came; at most 256. */
  public ByteBuffer beginning() {
    return beginning.duplicate().flip().asReadOnlyBuffer();
  }

  /** Nothing more is wanted. */
  public static final class Seen extends IOException {

    private static final long serialVersionUID = 1L;

    Seen() {
      super("enough was seen");
    }
  }
}
