package org.pumaguard.models.domain.fetch.partial;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Content;
import org.pumaguard.models.domain.port.Partial;

/**
 * The region of the partial that belongs to one fragment. Offsets are counted from the start of the
 * fragment. The region can move while the lengths of earlier fragments are not certain; a write to
 * an outdated region fails and writes nothing. Threads may write different ranges at once.
 */
public final class FragmentRegion {

  private final DownloadTarget target;
  private final int index;
  private volatile long base;

  /**
   * The region of a fragment, which {@link #moveTo} locates.
   *
   * @param index the position of the fragment among all fragments of the model
   */
  public FragmentRegion(DownloadTarget target, int index) {
    this.target = target;
    this.index = index;
  }

  /** Whether the fragment is the whole model. */
  public boolean isWhole() {
    return target.offsets().fragments() == 1;
  }

  /** The offset in the partial at which the fragment begins, in bytes. */
  public long base() {
    return base;
  }

  /** Sets the length of the fragment in bytes, which later fragments depend on. */
  public void length(long bytes) {
    target.offsets().size(index, bytes);
  }

  /** Lets later fragments assume the length of this one, which is not coming for now. */
  public void assumeLength() {
    target.offsets().assumeCommonSize(index);
  }

  /** Fails if the disk has no space for the fragments whose lengths are known. */
  public void requireSpace() throws IOException {
    target.space().require(target.offsets().known());
  }

  /**
   * Waits until the lengths of all earlier fragments are known.
   *
   * @return the offset at which the fragment begins now
   * @throws java.util.concurrent.CancellationException if cancelled while waiting
   */
  public long awaitBase(Cancellation cancellation) {
    return target.offsets().awaitOffset(index, cancellation);
  }

  /** Writes go to this offset of the partial from now on. */
  public void moveTo(long newBase) {
    base = newBase;
  }

  /** A range of the fragment as a range of the partial. */
  public ByteRange inPartial(long at, long length) {
    return new ByteRange(base + at, length);
  }

  /**
   * Writes bytes.
   *
   * @throws FragmentOffsets.Moved if the fragment begins elsewhere by now; nothing is written
   */
  public void write(long at, ByteBuffer bytes) throws IOException {
    target.space().taking(bytes.remaining());
    long from = base;
    target.offsets().write(index, from, () -> partial().write(from + at, bytes));
  }

  /**
   * Copies a range of other content.
   *
   * @return the number of bytes written; fewer at the end of the content
   * @throws FragmentOffsets.Moved if the fragment begins elsewhere by now; nothing is written
   */
  public long copy(long at, Content content, ByteRange range) throws IOException {
    target.space().taking(range.length());
    long from = base;
    long[] copied = {0};
    target
        .offsets()
        .write(index, from, () -> copied[0] = partial().copy(from + at, content, range));
    return copied[0];
  }

  /** The partial, to read from. */
  public Partial partial() {
    return target.partial();
  }
}
