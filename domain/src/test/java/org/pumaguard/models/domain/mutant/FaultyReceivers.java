package org.pumaguard.models.domain.mutant;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import org.pumaguard.models.domain.port.Fetcher.Head;
import org.pumaguard.models.domain.port.Fetcher.Receiver;

/** Receivers that stand between a fetcher and the receiver of its contract, as faults. */
final class FaultyReceivers {

  private static final byte[] SHARED = new byte[1 << 20];

  private FaultyReceivers() {}

  /** A receiver in front of that of the contract. */
  abstract static class Between implements Receiver {

    final Receiver receiver;

    Between(Receiver receiver) {
      this.receiver = receiver;
    }

    @Override
    public boolean begin(Head head) throws IOException {
      return receiver.begin(head);
    }

    @Override
    public boolean accept(ByteBuffer bytes) throws IOException {
      return receiver.accept(bytes);
    }
  }

  static final class Unstopped extends Between {
    Unstopped(Receiver receiver) {
      super(receiver);
    }

    @Override
    public boolean accept(ByteBuffer bytes) throws IOException {
      receiver.accept(bytes);
      return true;
    }
  }

  static final class TwoHeads extends Between {
    TwoHeads(Receiver receiver) {
      super(receiver);
    }

    @Override
    public boolean begin(Head head) throws IOException {
      receiver.begin(head);
      return receiver.begin(head);
    }
  }

  static final class Headless extends Between {
    Headless(Receiver receiver) {
      super(receiver);
    }

    @Override
    public boolean begin(Head head) {
      return true;
    }
  }

  static final class Direct extends Between {
    Direct(Receiver receiver) {
      super(receiver);
    }

    @Override
    public boolean accept(ByteBuffer bytes) throws IOException {
      return receiver.accept(ByteBuffer.allocateDirect(bytes.remaining()).put(bytes).flip());
    }
  }

  static final class SharedBuffer extends Between {
    SharedBuffer(Receiver receiver) {
      super(receiver);
    }

    @Override
    public boolean accept(ByteBuffer bytes) throws IOException {
      int count = bytes.remaining();
      bytes.get(SHARED, 0, count);
      return receiver.accept(ByteBuffer.wrap(SHARED, 0, count));
    }
  }

  static final class Untagged extends Between {
    Untagged(Receiver receiver) {
      super(receiver);
    }

    @Override
    public boolean begin(Head head) throws IOException {
      return receiver.begin(
          new Head(
              head.location(), head.offset(), head.total(), Optional.empty(), head.divisible()));
    }
  }

  static final class SameTag extends Between {
    SameTag(Receiver receiver) {
      super(receiver);
    }

    @Override
    public boolean begin(Head head) throws IOException {
      return receiver.begin(
          new Head(
              head.location(),
              head.offset(),
              head.total(),
              Optional.of("\"any\""),
              head.divisible()));
    }
  }

  static final class Longer extends Between {
    Longer(Receiver receiver) {
      super(receiver);
    }

    @Override
    public boolean begin(Head head) throws IOException {
      return receiver.begin(
          new Head(
              head.location(),
              head.offset(),
              OptionalLong.of(head.total().orElse(0) + 1),
              head.validator(),
              head.divisible()));
    }
  }

  static final class Wrapping extends Between {
    Wrapping(Receiver receiver) {
      super(receiver);
    }

    @Override
    public boolean accept(ByteBuffer bytes) throws IOException {
      try {
        return receiver.accept(bytes);
      } catch (IOException e) {
        throw new IOException("cannot store the bytes", e);
      }
    }
  }
}
