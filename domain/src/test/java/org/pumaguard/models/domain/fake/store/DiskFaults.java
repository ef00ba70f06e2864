package org.pumaguard.models.domain.fake.store;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How an {@link InMemoryDisk} fails: full, read-only, unreadable from an offset, without hard
 * links, or not at all any more since the process was killed. Safe for use by many threads.
 */
public final class DiskFaults {

  private final List<Path> readOnly = new ArrayList<>();
  private final Map<Path, Error> crashes = new HashMap<>();
  private long capacity = Long.MAX_VALUE;
  private long steps;
  private long lastStep = Long.MAX_VALUE;
  private boolean hardLinks = true;
  private boolean failsForce;
  private boolean skipsForces;

  /** How many bytes all files may have together. */
  public synchronized void capacity(long bytes) {
    capacity = bytes;
  }

  synchronized long capacity() {
    return capacity;
  }

  /** Refuses changes below a directory. */
  public synchronized void makeReadOnly(Path directory) {
    readOnly.add(directory);
  }

  /** Refuses hard links, as some file systems do. */
  public synchronized void refuseHardLinks() {
    hardLinks = false;
  }

  synchronized boolean hasHardLinks() {
    return hardLinks;
  }

  /** Loses the bytes that the next force should write, as after an error of the device. */
  public synchronized void failNextForce() {
    failsForce = true;
  }

  /** Forces nothing from now on, as a program that forgets it, or forces again. */
  public synchronized void skipForces(boolean skips) {
    skipsForces = skips;
  }

  synchronized boolean skipsForces() {
    return skipsForces;
  }

  synchronized boolean takeFailedForce() {
    boolean fails = failsForce;
    failsForce = false;
    return fails;
  }

  /** How many changes were made so far. */
  public synchronized long steps() {
    return steps;
  }

  /** Kills the process after this many more changes: each later change fails. */
  public synchronized void killAfter(long changes) {
    lastStep = steps + changes;
  }

  /** Whether a change was refused since the process was killed. */
  public synchronized boolean isKilled() {
    return steps > lastStep;
  }

  /** Another process begins. */
  public synchronized void revive() {
    lastStep = Long.MAX_VALUE;
  }

  /** Opening this file throws an error from now on, as a fault of the program would. */
  public synchronized void crashAt(Path file, Error error) {
    crashes.put(file, error);
  }

  /** Throws the error that was set for a file. */
  synchronized void crash(Path file) {
    if (crashes.containsKey(file)) {
      throw crashes.get(file);
    }
  }

  /** Counts a change. */
  synchronized void step(Path path) throws IOException {
    if (readOnly.stream().anyMatch(path::startsWith)) {
      throw new FileSystemException(path.toString(), null, "Read-only file system");
    }
    steps++;
    if (steps > lastStep) {
      throw new IOException("killed");
    }
  }

  /** A force that failed: the bytes read as written, and no later force writes them. */
  static final class LostWrites extends IOException {
    private static final long serialVersionUID = 1L;

    LostWrites() {
      super("Input/output error");
    }
  }
}
