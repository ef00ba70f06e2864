package org.pumaguard.models.domain.fetch;

/**
 * A run of bytes of a fragment that one request brings. Guarded by the {@link RangeAllocator} that
 * it is part of.
 */
final class AllocatedRange {

  private final long from;
  private long asked;
  private long reserved;
  private long written;
  private long limit;
  private boolean active;

  /** Bytes that shall come. */
  static AllocatedRange claimed(long from, long limit) {
    return new AllocatedRange(from, from, limit, true);
  }

  /** Bytes that are there. */
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

  /** Where it begins in the fragment. */
  long from() {
    return from;
  }

  /** The first byte that is not there yet. */
  long to() {
    return written;
  }

  /** The first byte that belongs to it no more. */
  long limit() {
    return active ? limit : written;
  }

  /** The first byte that nobody has set out to write. */
  long reserved() {
    return reserved;
  }

  /** Whether somebody has set out to write bytes, and is not done. */
  boolean isBeingWritten() {
    return reserved > written;
  }

  boolean isActive() {
    return active;
  }

  /** Sets out to write some of these bytes; fewer where it ends. */
  int reserve(int bytes) {
    int count = (int) Math.max(0, Math.min(limit - reserved, bytes));
    reserved += count;
    return count;
  }

  void wrote(int bytes) {
    written += bytes;
  }

  void cut(long newLimit) {
    limit = newLimit;
  }

  /** Takes back what was cut off, up to this byte, where it was asked for: it is on its way. */
  void extend(long most) {
    limit = Math.max(limit, Math.min(asked, most));
  }

  /** Nothing more is wanted of it. */
  void drop() {
    asked = reserved;
    limit = reserved;
  }

  void end() {
    reserved = written;
    active = false;
  }
}
