package org.pumaguard.models.domain.fetch.partial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.Fragment;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.Caller;
import org.pumaguard.models.domain.port.Cancellation;

class FragmentOffsetsTest {

  private static final long UNKNOWN = -1;

  private final Cancellation cancellation = new Cancellation();

  @Test
  void beginsAtZero() {
    assertEquals(OptionalLong.of(0), layout(UNKNOWN).offset(0));
  }

  @Test
  void addsUpTheSizesOfTheFragmentsBefore() {
    FragmentOffsets layout = layout(5, 0, 7);

    assertEquals(OptionalLong.of(5), layout.offset(1));
    assertEquals(OptionalLong.of(5), layout.offset(2));
    assertEquals(OptionalLong.of(12), layout.total());
  }

  @Test
  void assumesTheCommonSizeUntilTheSizeIsKnown() {
    FragmentOffsets layout = layout(5, UNKNOWN, 3);

    layout.assumeCommonSize(1);
    assertEquals(OptionalLong.of(10), layout.offset(2));
    assertEquals(OptionalLong.empty(), layout.total());

    layout.size(1, 5);
    assertFalse(layout.hasChanged());
    assertEquals(OptionalLong.of(13), layout.total());
  }

  @Test
  void movesWhatIsBehindAWrongAssumption() {
    FragmentOffsets layout = layout(5, UNKNOWN, 3);
    layout.assumeCommonSize(1);

    layout.size(1, 4);

    assertTrue(layout.hasChanged());
    assertEquals(OptionalLong.of(9), layout.offset(2));
  }

  @Test
  void assumesNothingFromTheLastFragment() {
    FragmentOffsets layout = layout(UNKNOWN, UNKNOWN, 3);

    layout.assumeCommonSize(0);

    assertEquals(OptionalLong.empty(), layout.offset(1));
  }

  @Test
  void knowsAnOffsetOnlyWhenAllSizesBeforeItAreKnown() {
    FragmentOffsets layout = layout(UNKNOWN, 5, UNKNOWN);

    layout.size(2, 7);
    assertEquals(OptionalLong.empty(), layout.offset(1));
    assertEquals(OptionalLong.empty(), layout.offset(2));

    layout.size(0, 3);
    assertEquals(OptionalLong.of(3), layout.offset(1));
    assertEquals(OptionalLong.of(8), layout.offset(2));
    assertEquals(OptionalLong.of(15), layout.total());
  }

  @Test
  void equalFragmentsHaveEqualSizes() {
    FragmentOffsets layout =
        new FragmentOffsets(
            List.of(fragment("a", UNKNOWN), fragment("b", 5), fragment("a", UNKNOWN)));

    layout.size(2, 7);

    assertEquals(OptionalLong.of(7), layout.offset(1));
    assertEquals(OptionalLong.of(19), layout.total());
  }

  @Test
  void countsBeyondTheRangeOfAnInt() {
    assertEquals(OptionalLong.of(6L << 30), layout(3L << 30, 3L << 30).total());
  }

  @Test
  void wakesOneWhoWaitsForAnOffset() throws InterruptedException {
    FragmentOffsets layout = layout(UNKNOWN, UNKNOWN, 5);
    Caller<Long> waiter = Caller.of(() -> layout.awaitOffset(2, cancellation)).blocked();

    layout.size(1, 3);
    layout.size(0, 4);

    assertEquals(7, waiter.result());
  }

  @Test
  void doesNotWaitForAnOffsetThatIsKnown() {
    assertEquals(5, layout(5, UNKNOWN).awaitOffset(1, cancellation));
  }

  @Test
  void endsAWaitThatIsCancelled() throws InterruptedException {
    FragmentOffsets layout = layout(UNKNOWN, 5);
    Caller<Long> waiter = Caller.of(() -> layout.awaitOffset(1, cancellation)).blocked();

    cancellation.cancel();

    assertInstanceOf(CancellationException.class, waiter.failure());
  }

  @Test
  void takesAnInterruptionForACancellationAndKeepsIt() throws InterruptedException {
    FragmentOffsets layout = layout(UNKNOWN, 5);
    Caller<Boolean> waiter =
        Caller.of(
                () -> {
                  assertThrows(
                      CancellationException.class, () -> layout.awaitOffset(1, cancellation));
                  return Thread.currentThread().isInterrupted();
                })
            .blocked();

    waiter.interrupt();

    assertTrue(waiter.result());
  }

  @Test
  void writesWhereTheFragmentBegins() throws IOException {
    AtomicBoolean written = new AtomicBoolean();

    layout(5, 5).write(1, 5, () -> written.set(true));

    assertTrue(written.get());
  }

  @Test
  void refusesToWriteAFragmentThatHasMoved() {
    FragmentOffsets layout = layout(5, 5);

    layout.size(0, 6);

    assertThrows(
        FragmentOffsets.Moved.class, () -> layout.write(1, 5, () -> fail("it was written")));
  }

  @Test
  void refusesToWriteWhereThePlaceIsUnknown() {
    FragmentOffsets layout = layout(UNKNOWN, 5);

    assertThrows(
        FragmentOffsets.Moved.class, () -> layout.write(1, 0, () -> fail("it was written")));
  }

  @Test
  void movesNothingDuringAWrite() throws InterruptedException {
    FragmentOffsets layout = layout(5, 5);
    CountDownLatch writing = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicBoolean written = new AtomicBoolean();
    Caller<Boolean> writer =
        Caller.running(
            () ->
                layout.write(
                    1,
                    5,
                    () -> {
                      writing.countDown();
                      awaitQuietly(goOn);
                      written.set(true);
                    }));
    assertTrue(writing.await(10, TimeUnit.SECONDS));

    Caller<Boolean> mover =
        Caller.of(
                () -> {
                  layout.size(0, 6);
                  return written.get();
                })
            .blocked();
    goOn.countDown();

    assertTrue(mover.result());
    assertTrue(writer.result());
  }

  @Test
  void passesOnWhatAWriteThrows() {
    IOException full = new IOException("No space left on device");

    IOException thrown =
        assertThrows(
            IOException.class,
            () ->
                layout(5)
                    .write(
                        0,
                        0,
                        () -> {
                          throw full;
                        }));

    assertEquals(full, thrown);
  }

  private static void awaitQuietly(CountDownLatch latch) throws IOException {
    try {
      assertTrue(latch.await(10, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static FragmentOffsets layout(long... sizes) {
    return new FragmentOffsets(
        IntStream.range(0, sizes.length).mapToObj(i -> fragment("f" + i, sizes[i])).toList());
  }

  private static Fragment fragment(String content, long size) {
    return new Fragment(
        FileName.parse("a"),
        Sha256.ofUtf8(content),
        size == UNKNOWN ? OptionalLong.empty() : OptionalLong.of(size));
  }
}
