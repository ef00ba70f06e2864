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
 * The server's leases: one for each required model that is cached with the digest that the registry
 * names. Thread-safe.
 */
final class ModelLeases implements AutoCloseable {

  private static final Duration REMOVAL_TIMEOUT = Duration.ofSeconds(10);

  private final ModelCache cache;
  private final Function<ModelName, Optional<Sha256>> requiredDigest;
  private final Map<ModelName, LeasedContent> leases = new HashMap<>();

  /** Read-locked while a lease is acquired, write-locked while a model is removed. */
  private final ReadWriteLock removalLock = new ReentrantReadWriteLock();

  private boolean closed;

  /**
   * Starts without leases.
   *
   * @param requiredDigest the digest that a required model must have; empty if the model is not
   *     required
   */
  ModelLeases(ModelCache cache, Function<ModelName, Optional<Sha256>> requiredDigest) {
    this.cache = cache;
    this.requiredDigest = requiredDigest;
  }

  /** Whether a lease on the model is held. */
  synchronized boolean contains(ModelName name) {
    return leases.containsKey(name);
  }

  /** Acquires a lease on a model, if the model is required and cached. */
  void acquire(ModelName name) {
    removalLock.readLock().lock();
    try {
      Optional<Sha256> digest = requiredDigest.apply(name);
      if (digest.isEmpty() || isLeased(name, digest.get()) || cache.find(name).isEmpty()) {
        return;
      }
      LeasedContent acquired = new LeasedContent(digest.get(), cache.lease(name));
      synchronized (this) {
        LeasedContent superseded = closed ? acquired : leases.put(name, acquired);
        if (superseded != null) {
          superseded.lease().close();
        }
      }
    } finally {
      removalLock.readLock().unlock();
    }
  }

  private synchronized boolean isLeased(ModelName name, Sha256 digest) {
    LeasedContent leased = leases.get(name);
    return closed || (leased != null && leased.digest().equals(digest));
  }

  /** Releases the leases of all models except these. */
  synchronized void releaseAllExcept(Set<ModelName> names) {
    leases
        .entrySet()
        .removeIf(entry -> !names.contains(entry.getKey()) && release(entry.getValue()));
  }

  /**
   * Runs a removal without a lease on the model. Leases on other models with the same content are
   * released for the removal and acquired again after it.
   *
   * @throws CacheException ({@code LOCKED}) if leases are being acquired for 10 s
   */
  <T> T withoutLease(ModelName name, Supplier<T> removal) {
    List<ModelName> sharing = List.of();
    lockForRemoval(name);
    try {
      sharing = releaseSharing(name);
      return removal.get();
    } finally {
      removalLock.writeLock().unlock();
      sharing.forEach(this::acquire);
    }
  }

  private void lockForRemoval(ModelName name) {
    try {
      if (removalLock.writeLock().tryLock(REMOVAL_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new CacheException(
        CacheException.Kind.LOCKED,
        name + ": cannot be removed while the server leases models",
        Hint.RETRY);
  }

  /** Releases a model's lease, and those on the same content; returns the other models. */
  private synchronized List<ModelName> releaseSharing(ModelName name) {
    LeasedContent removed = leases.remove(name);
    if (removed == null) {
      return List.of();
    }
    release(removed);
    List<ModelName> sharing =
        leases.entrySet().stream()
            .filter(other -> other.getValue().digest().equals(removed.digest()))
            .map(Map.Entry::getKey)
            .toList();
    sharing.forEach(other -> release(Objects.requireNonNull(leases.remove(other))));
    return sharing;
  }

  private static boolean release(LeasedContent leased) {
    leased.lease().close();
    return true;
  }

  /** Releases all leases; {@link #acquire} has no effect afterwards. */
  @Override
  public synchronized void close() {
    closed = true;
    leases.values().forEach(ModelLeases::release);
    leases.clear();
  }

  /** A lease, and the digest of the content that it protects. */
  private record LeasedContent(Sha256 digest, Lease lease) {}
}
