package org.pumaguard.models.server.work;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.Hint;
import org.pumaguard.models.domain.api.Lease;
import org.pumaguard.models.domain.cache.ModelCache;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;

/**
 * The leases of a server on what it is to have: one for each wanted model that is there, on the
 * content that the registry names.
 */
final class HeldModels implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final ModelCache cache;
  private final Function<ModelName, Optional<Sha256>> wanted;
  private final Map<ModelName, Held> leases = new HashMap<>();

  /** Shared by who takes leases, lest one be taken of what is just being removed. */
  private final ReadWriteLock removals = new ReentrantReadWriteLock();

  private boolean closed;

  /**
   * Holds nothing yet.
   *
   * @param wanted the content that a model is to have; empty if it is not wanted
   */
  HeldModels(ModelCache cache, Function<ModelName, Optional<Sha256>> wanted) {
    this.cache = cache;
    this.wanted = wanted;
  }

  /** Whether a model has a lease. */
  synchronized boolean contains(ModelName name) {
    return leases.containsKey(name);
  }

  /** Keeps a model from being removed from now on, if it is wanted and there. */
  void hold(ModelName name) {
    removals.readLock().lock();
    try {
      Optional<Sha256> content = wanted.apply(name);
      if (content.isEmpty() || isHeld(name, content.get()) || cache.find(name).isEmpty()) {
        return;
      }
      Held held = new Held(content.get(), cache.lease(name));
      synchronized (this) {
        Held former = closed ? held : leases.put(name, held);
        if (former != null) {
          former.lease().close();
        }
      }
    } finally {
      removals.readLock().unlock();
    }
  }

  private synchronized boolean isHeld(ModelName name, Sha256 content) {
    Held held = leases.get(name);
    return closed || (held != null && held.content().equals(content));
  }

  /** Lets go of all but these. */
  synchronized void retain(Set<ModelName> names) {
    leases.entrySet().removeIf(entry -> !names.contains(entry.getKey()) && close(entry.getValue()));
  }

  /**
   * Removes a model that may be held. Others with the same content are held again afterwards.
   *
   * @throws CacheException when models are being added all the time meanwhile
   */
  <T> T remove(ModelName name, Supplier<T> removal) {
    List<ModelName> others = List.of();
    awaitNoTaking(name);
    try {
      others = release(name);
      return removal.get();
    } finally {
      removals.writeLock().unlock();
      others.forEach(this::hold);
    }
  }

  private void awaitNoTaking(ModelName name) {
    try {
      if (removals.writeLock().tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new CacheException(
        CacheException.Kind.LOCKED,
        name + ": can't be removed while models are being made available",
        Hint.RETRY);
  }

  private synchronized List<ModelName> release(ModelName name) {
    Held held = leases.remove(name);
    if (held == null) {
      return List.of();
    }
    close(held);
    List<ModelName> others =
        leases.entrySet().stream()
            .filter(other -> other.getValue().content().equals(held.content()))
            .map(Map.Entry::getKey)
            .toList();
    others.forEach(other -> close(Objects.requireNonNull(leases.remove(other))));
    return others;
  }

  private static boolean close(Held held) {
    held.lease().close();
    return true;
  }

  /** Lets go of all, for good. */
  @Override
  public synchronized void close() {
    closed = true;
    leases.values().forEach(HeldModels::close);
    leases.clear();
  }

  /** A lease, and the content that it is for. */
  private record Held(Sha256 content, Lease lease) {}
}
