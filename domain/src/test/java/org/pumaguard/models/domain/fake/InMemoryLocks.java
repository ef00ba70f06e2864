package org.pumaguard.models.domain.fake;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pumaguard.models.domain.port.CacheLock;

/** Locks in memory, shared by all that use this instance. Safe for use by many threads. */
public final class InMemoryLocks implements CacheLock {

  private final Map<Key, List<Holder>> holders = new HashMap<>();
  private final List<Key> acquired = new ArrayList<>();
  private boolean isBroken;

  @Override
  public synchronized Optional<Held> tryAcquire(Key key, Mode mode) throws IOException {
    if (isBroken) {
      throw new IOException("No locks available");
    }
    List<Holder> present = holders.computeIfAbsent(key, none -> new ArrayList<>());
    boolean isFree =
        present.isEmpty()
            || (mode == Mode.SHARED
                && present.stream().allMatch(holder -> holder.mode == Mode.SHARED));
    if (!isFree) {
      return Optional.empty();
    }
    Holder holder = new Holder(key, mode);
    present.add(holder);
    acquired.add(key);
    return Optional.of(holder);
  }

  @Override
  public synchronized boolean isHeld(Key key) {
    return !holders.getOrDefault(key, List.of()).isEmpty();
  }

  @Override
  public synchronized Support support() {
    return isBroken ? Support.REFUSED : Support.WORKING;
  }

  /** Whether any lock is held. */
  public synchronized boolean isAnyHeld() {
    return holders.values().stream().anyMatch(present -> !present.isEmpty());
  }

  /** The keys that were acquired so far, in order. */
  public synchronized List<Key> acquired() {
    return List.copyOf(acquired);
  }

  /** Ends all locks, as the death of their process does. */
  public synchronized void releaseAll() {
    holders.clear();
  }

  /** Fails each attempt from now on, as a file system without locks does. */
  public synchronized void fail() {
    isBroken = true;
  }

  private synchronized void release(Holder holder) {
    holders.getOrDefault(holder.key, new ArrayList<>()).remove(holder);
  }

  private final class Holder implements Held {

    private final Key key;
    private final Mode mode;

    Holder(Key key, Mode mode) {
      this.key = key;
      this.mode = mode;
    }

    @Override
    public void close() {
      release(this);
    }
  }
}
