package org.pumaguard.models.domain.fetch.partial;

/**
 * A range of a fragment that one request fetches, or that is present. Guarded by the {@link
 * RangeAllocator} that it belongs to. Offsets are counted from the start of the fragment.
 */
public final class AllocatedRange {

  private final long from;
  private long asked;
  private long reserved;
  private long written;
  private long limit;
  private boolean active;

  /** Bytes to be fetched. */
  static AllocatedRange claimed(long from, long limit) {
    return new AllocatedRange(from, from, limit, true);
  }

  /** Bytes that are present. */
  static AllocatedRange present(long from, long to) {
    return new AllocatedRange(from, to, to, false);
  }

  private AllocatedRange(long from, long to, long limit, boolean active) {
    this.from = from;
    this.reserved = to;
    this.written = to;
    this.asked = limit;
    this.limit = limit;
    this.active = active;
  }

  /** The first byte. */
  public long from() {
    return from;
  }

  /** The end of the present bytes. */
  public long to() {
    return written;
  }

  /** The end of the range. */
  public long limit() {
    return active ? limit : written;
  }

  /** The end of the bytes that are present or being written. */
  public long reserved() {
    return reserved;
  }

  /** Whether bytes are being written. */
  boolean isBeingWritten() {
    return reserved > written;
  }

  /** Whether a request fetches it. */
  boolean isActive() {
    return active;
  }

  /**
   * Reserves the next bytes for a write.
   *
   * @return how many; fewer at the end of the range
   */
  int reserve(int bytes) {
    int count = (int) Math.max(0, Math.min(limit - reserved, bytes));
    reserved += count;
    return count;
  }

  /** Reserved bytes were written. */
  void wrote(int bytes) {
    written += bytes;
  }

  /** Ends the range here. */
  void cut(long newLimit) {
    limit = newLimit;
  }

  /** Extends a cut range up to this offset, as far as the request has asked for the bytes. */
  void extend(long max) {
    limit = Math.max(limit, Math.min(asked, max));
  }

  /** Ends the range after the reserved bytes, for good. */
  void drop() {
    asked = reserved;
    limit = reserved;
  }

  /** The request has ended; only the written bytes remain. */
  void end() {
    reserved = written;
    active = false;
  }
}
