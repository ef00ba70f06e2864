package org.pumaguard.models.filesystem.lock;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The files that this JVM has locked, for all class loaders that have loaded this library, in any
 * version. A file lock belongs to the process: a class loader that closed a channel of its own on a
 * lock file would release the locks of all others, unnoticed. So there is one table for the JVM,
 * and it holds objects of the JDK only: it keeps no class loader alive, and none needs the classes
 * of another one. What a class loader holds when it is discarded stays locked until the process
 * ends.
 *
 * <p>One thread owns the table from {@link #enter} to {@link #close}, for a few system calls. It
 * waits for a {@link ReentrantLock}, since a virtual thread that waits for a monitor occupies its
 * carrier.
 */
public final class LockTable implements AutoCloseable {

  /**
   * The key of the table in the system properties, the one map of the JDK that every class loader
   * reaches without loading another module. Its number changes with the structure of the table.
   *
   * <p>{@link System#getProperty(String)} and {@link Properties#stringPropertyNames} ignore a value
   * that is no string, but {@link Properties#list} and {@link Properties#store} fail. Therefore the
   * table is there only while something is locked.
   */
  static final String PROPERTY = "org.pumaguard.models.locks.1";

  private static final String LOCK = "lock";
  private static final String LOCK_FILES = "lock-files";
  private static final String PART_FILES = "part-files";

  /** The table that this class loader used last: a program may replace the system properties. */
  private static volatile Map<Object, Object> last = newTable();

  private final Map<Object, Object> table;

  private LockTable(Map<Object, Object> table) {
    this.table = table;
  }

  /** Waits until no other thread of the JVM uses the table. */
  @SuppressWarnings("LockNotBeforeTry") // close() unlocks.
  public static LockTable enter() {
    while (true) {
      LockTable entered = new LockTable(current());
      entered.lock().lock();
      if (entered.isCurrent()) {
        return entered;
      }
      // Its last user has removed it from the system properties.
      entered.lock().unlock();
    }
  }

  @Override
  public void close() {
    if (isEmpty()) {
      System.getProperties().remove(PROPERTY, table);
    }
    lock().unlock();
  }

  /** The open lock files by their keys; see {@link LockFile}. */
  @SuppressWarnings("unchecked")
  Map<String, Map<String, Object>> lockFiles() {
    return (Map<String, Map<String, Object>>) Objects.requireNonNull(table.get(LOCK_FILES));
  }

  /** The paths of the part files that are being written. */
  @SuppressWarnings("unchecked")
  public Set<String> partFiles() {
    return (Set<String>) Objects.requireNonNull(table.get(PART_FILES));
  }

  private static Map<Object, Object> newTable() {
    Map<Object, Object> created = new ConcurrentHashMap<>();
    created.put(LOCK, new ReentrantLock());
    created.put(LOCK_FILES, new HashMap<String, Map<String, Object>>());
    created.put(PART_FILES, new HashSet<String>());
    return created;
  }

  private static Map<Object, Object> current() {
    Map<Object, Object> own = last;
    Properties properties = System.getProperties();
    Object present = properties.putIfAbsent(PROPERTY, own);
    if (present == null || present == own) {
      return own;
    }
    if (!(present instanceof ConcurrentHashMap<?, ?>)) {
      // A program has copied the properties as strings.
      properties.put(PROPERTY, own);
      return own;
    }
    @SuppressWarnings("unchecked")
    Map<Object, Object> shared = (Map<Object, Object>) present;
    move(new LockTable(own), new LockTable(shared));
    last = shared;
    return shared;
  }

  private boolean isCurrent() {
    return System.getProperties().get(PROPERTY) == table;
  }

  /** Moves what is locked to the table of another class loader. */
  private static void move(LockTable from, LockTable to) {
    // A string constant is one object for all class loaders, so no two threads move crosswise.
    synchronized (PROPERTY) {
      from.lock().lock();
      to.lock().lock();
      try {
        from.lockFiles()
            .forEach(
                (key, file) -> {
                  Map<String, Object> present = to.lockFiles().putIfAbsent(key, file);
                  if (present != null) {
                    new LockFile(file).join(present);
                  }
                });
        from.lockFiles().clear();
        to.partFiles().addAll(from.partFiles());
        from.partFiles().clear();
      } finally {
        to.lock().unlock();
        from.lock().unlock();
      }
    }
  }

  private boolean isEmpty() {
    return lockFiles().isEmpty() && partFiles().isEmpty();
  }

  private ReentrantLock lock() {
    return (ReentrantLock) Objects.requireNonNull(table.get(LOCK));
  }
}
