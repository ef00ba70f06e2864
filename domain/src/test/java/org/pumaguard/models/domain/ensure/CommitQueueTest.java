package org.pumaguard.models.domain.ensure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.pumaguard.models.domain.fake.TestCache;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.FingerprintChange;
import org.pumaguard.models.domain.model.FragmentRange;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.BlobStore;
import org.pumaguard.models.domain.port.Content;
import org.pumaguard.models.domain.port.Partial;

/** Which additions share a batch, and who receives which result. */
@Timeout(30)
class CommitQueueTest {

  private static final Partial PARTIAL = partial();

  private final ExecutorService executor = Executors.newCachedThreadPool();
  private final SlowStore store = new SlowStore();
  private final CommitQueue queue = new CommitQueue(store);

  @AfterEach
  void end() {
    executor.shutdownNow();
  }

  @Test
  void aSingleAdditionIsABatch() throws IOException {
    store.open.countDown();
    assertEquals(new BlobStore.Added.Stored(), queue.commit(addition("a")));
    assertEquals(List.of(Set.of("a")), store.batches);
  }

  @Test
  void whatComesDuringABatchIsTheNextOne() throws Exception {
    List<Future<BlobStore.Added>> all = new ArrayList<>();
    all.add(executor.submit(() -> queue.commit(addition("a"))));
    store.begun.await();
    for (String name : List.of("b", "c", "d")) {
      all.add(submitAndAwaitTurn(name));
    }
    store.open.countDown();
    for (Future<BlobStore.Added> one : all) {
      assertEquals(new BlobStore.Added.Stored(), one.get());
    }
    assertEquals(List.of(Set.of("a"), Set.of("b", "c", "d")), store.batches);
  }

  @Test
  void aFailureReachesItsOwnCallerOnly() throws Exception {
    store.failing = Set.of("b");
    Future<BlobStore.Added> first = executor.submit(() -> queue.commit(addition("a")));
    store.begun.await();
    Future<BlobStore.Added> failing = submitAndAwaitTurn("b");
    Future<BlobStore.Added> other = submitAndAwaitTurn("c");
    store.open.countDown();
    assertEquals(new BlobStore.Added.Stored(), first.get());
    assertEquals(new BlobStore.Added.Stored(), other.get());
    assertEquals("cannot store b", failure(failing).getMessage());
  }

  @Test
  void anErrorOfAThreadDoesNotHoldUpTheOthersOfItsBatch() throws Exception {
    store.crashing = Set.of("b");
    Future<BlobStore.Added> first = executor.submit(() -> queue.commit(addition("a")));
    store.begun.await();
    List<Future<BlobStore.Added>> batch = List.of(submitAndAwaitTurn("b"), submitAndAwaitTurn("c"));
    store.open.countDown();
    first.get();
    List<Class<?>> ends = new ArrayList<>();
    for (Future<BlobStore.Added> one : batch) {
      ends.add(failure(one).getClass());
    }
    assertEquals(Set.of(IOException.class, OutOfMemoryError.class), Set.copyOf(ends));
    assertEquals(new BlobStore.Added.Stored(), queue.commit(addition("d")));
  }

  /** Submits an addition, and returns when its thread waits for the turn. */
  private Future<BlobStore.Added> submitAndAwaitTurn(String name) throws Exception {
    CompletableFuture<Thread> thread = new CompletableFuture<>();
    Future<BlobStore.Added> submitted =
        executor.submit(
            () -> {
              thread.complete(Thread.currentThread());
              return queue.commit(addition(name));
            });
    while (thread.get().getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    return submitted;
  }

  private static Throwable failure(Future<?> failed) {
    return Objects.requireNonNull(assertThrows(ExecutionException.class, failed::get).getCause());
  }

  private static BlobStore.Addition addition(String name) {
    return new BlobStore.Addition(ModelName.parse(name), Sha256.ofUtf8(name), PARTIAL, List.of());
  }

  private static Partial partial() {
    try {
      return TestCache.of().store.parts().partials().open(Sha256.ofUtf8("any"));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Stores nothing, slowly: the first batch takes until it is opened. */
  private static final class SlowStore implements BlobStore {

    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch open = new CountDownLatch(1);
    private final List<Set<String>> batches = Collections.synchronizedList(new ArrayList<>());
    private volatile Set<String> failing = Set.of();
    private volatile Set<String> crashing = Set.of();

    @Override
    public List<Added> commitAll(List<Addition> additions) {
      begun.countDown();
      try {
        open.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      List<String> names = additions.stream().map(one -> one.name().value()).toList();
      batches.add(Set.copyOf(names));
      if (names.stream().anyMatch(crashing::contains)) {
        throw new OutOfMemoryError("for a test");
      }
      return names.stream().map(this::result).toList();
    }

    private Added result(String name) {
      return failing.contains(name)
          ? new Added.Failed(new IOException("cannot store " + name))
          : new Added.Stored();
    }

    @Override
    public Optional<Fingerprint> find(Sha256 content) {
      return Optional.empty();
    }

    @Override
    public Content open(Sha256 content) throws IOException {
      throw new IOException("nothing is stored");
    }

    @Override
    public Set<Sha256> contents() {
      return Set.of();
    }

    @Override
    public void commit(Sha256 content, Partial partial, List<FragmentRange> fragments)
        throws IOException {
      throw new IOException("nothing is stored");
    }

    @Override
    public List<FingerprintChange> keep(ModelName name, Sha256 content) {
      return List.of();
    }

    @Override
    public long discard(Sha256 content) {
      return 0;
    }
  }
}
