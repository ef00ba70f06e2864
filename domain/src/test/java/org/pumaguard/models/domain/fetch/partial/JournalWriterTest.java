package org.pumaguard.models.domain.fetch.partial;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.pumaguard.models.domain.fake.store.InMemoryDisk;
import org.pumaguard.models.domain.fake.store.InMemoryStore;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.model.FragmentRange;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.Partial;

/** What of a download a power cut leaves. */
class JournalWriterTest {

  private static final Sha256 CONTENT = Sha256.ofUtf8("content");
  private static final Sha256 FRAGMENT = Sha256.ofUtf8("fragment");
  private static final Sha256 SOURCE = Sha256.ofUtf8("source");
  private static final int MIB = 1 << 20;

  private final InMemoryStore store =
      new InMemoryStore(new InMemoryDisk(Clock.systemUTC()), Path.of("/cache"));
  private long received;

  @Test
  void keepsAllButTheLastEightMebibytes() throws IOException {
    try (Partial partial = store.parts().partials().open(CONTENT)) {
      receive(partial, 20);
    }
    store.losePower();
    try (Partial again = store.parts().partials().open(CONTENT)) {
      List<Partial.Unfinished> left = again.journal().unfinished();
      assertEquals(16L * MIB, left.get(left.size() - 1).range().length());
      ByteBuffer bytes = ByteBuffer.allocate(16 * MIB);
      again.read(0, bytes);
      assertEquals((byte) 16, bytes.get(16 * MIB - 1));
    }
  }

  /** Small content is committed before a power cut costs much. */
  @Test
  void forcesNoJournalForLessThanEightMebibytes() throws IOException {
    try (Partial partial = store.parts().partials().open(CONTENT)) {
      JournalWriter writer = receive(partial, 7);
      writer.verified(new FragmentRange(FRAGMENT, new ByteRange(0, received)));
      assertEquals(List.of(), afterAPowerCut());
    }
  }

  @Test
  void forcesTheJournalAfterAFailure() throws IOException {
    FragmentRange fragment = new FragmentRange(FRAGMENT, new ByteRange(0, MIB));
    try (Partial partial = store.parts().partials().open(CONTENT)) {
      JournalWriter writer = receive(partial, 1);
      writer.verified(fragment);
      writer.recordBestEffort();
      assertEquals(List.of(fragment), afterAPowerCut());
    }
  }

  private List<FragmentRange> afterAPowerCut() throws IOException {
    store.losePower();
    try (Partial again = store.parts().partials().open(CONTENT)) {
      return again.journal().verified();
    }
  }

  private JournalWriter receive(Partial partial, int mebibytes) throws IOException {
    JournalWriter writer = new JournalWriter(partial, JournalWriterTest::runAtOnce);
    writer.add(this::entries);
    for (int i = 1; i <= mebibytes; i++) {
      byte[] bytes = new byte[MIB];
      bytes[MIB - 1] = (byte) i;
      partial.write(received, ByteBuffer.wrap(bytes));
      received += MIB;
      writer.wrote(MIB);
    }
    return writer;
  }

  private List<Partial.Unfinished> entries() {
    return List.of(
        new Partial.Unfinished(
            FRAGMENT, 0, 1L << 30, new ByteRange(0, received), SOURCE, Optional.empty()));
  }

  private static Runnable runAtOnce(Callable<?> task) {
    try {
      task.call();
      return () -> {};
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
