package org.pumaguard.models.domain.cache;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.model.Fragment;
import org.pumaguard.models.domain.model.Publication;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.policy.Resumption;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Partial;

/**
 * Fills a partial with what is published of a model: all pieces at their places, several at once,
 * each verified, forced to disk and noted in the journal, and the whole verified too.
 */
@SuppressWarnings("try") // What is held in a try statement is there to be closed, not to be used.
final class ContentFetch {

  private final Publication publication;
  private final Partial partial;
  private final Function<Cancellation, Assembly> assemblies;
  private final FetchSlots slots;
  private final long rank;
  private final ExecutorService executor;

  ContentFetch(
      Publication publication,
      Partial partial,
      Function<Cancellation, Assembly> assemblies,
      FetchSlots slots,
      long rank,
      ExecutorService executor) {
    this.publication = publication;
    this.partial = partial;
    this.assemblies = assemblies;
    this.slots = slots;
    this.rank = rank;
    this.executor = executor;
  }

  /**
   * Fetches what is missing.
   *
   * @return what lies where in the partial, which is complete and forced to disk
   * @throws CacheException when a piece can't be had
   * @throws WrongWhole when all pieces are right, but the whole is not
   * @throws CancellationException when the work is cancelled
   * @throws IOException when the disk refuses
   */
  List<Partial.Piece> run(Cancellation cancellation) throws IOException {
    Cancellation stop = new Cancellation();
    try (Cancellation.Registration registration = cancellation.onCancel(stop::cancel)) {
      return new Run(assemblies.apply(stop), stop).run();
    }
  }

  /** The state of one run. */
  private final class Run {

    private final Assembly assembly;
    private final Cancellation stop;
    private final List<Fragment> pieces = publication.pieces();
    private final WholeDigest whole;
    private final Queue<Future<?>> tasks = new ConcurrentLinkedQueue<>();
    private final Queue<Future<?>> durable = new ConcurrentLinkedQueue<>();
    private final AtomicReference<Throwable> firstFailure = new AtomicReference<>();

    Run(Assembly assembly, Cancellation stop) {
      this.assembly = assembly;
      this.stop = stop;
      this.whole = new WholeDigest(partial, pieces.size(), stop);
    }

    List<Partial.Piece> run() throws IOException {
      assembly.tally().total(assembly.layout()::total);
      try {
        resume();
        Optional<Future<Sha256>> digest =
            pieces.size() > 1 ? Optional.of(submit(whole)) : Optional.empty();
        fetchMisplaced();
        partial.truncate(assembly.layout().total().orElseThrow());
        if (digest.isPresent()) {
          check(get(digest.get()));
        }
        for (Future<?> forced : durable) {
          get(forced);
        }
        return placed();
      } catch (CancellationException e) {
        throw rootOf(e);
      } finally {
        stop.cancel();
        awaitAll();
      }
    }

    /** A failed task cancels the others; what is thrown is the failure, not the cancellation. */
    private <T> Future<T> submit(Callable<T> work) {
      Future<T> task =
          executor.submit(
              () -> {
                try {
                  return work.call();
                } catch (Throwable e) {
                  firstFailure.compareAndSet(null, e);
                  stop.cancel();
                  throw e;
                }
              });
      tasks.add(task);
      return task;
    }

    private RuntimeException rootOf(CancellationException cancelled) throws IOException {
      Throwable first = firstFailure.get();
      if (first == null || first instanceof CancellationException) {
        return cancelled;
      }
      throw unwrapped(first);
    }

    private void resume() {
      List<Optional<ByteRange>> places = Resumption.of(pieces, partial.confirmed());
      for (int i = 0; i < places.size(); i++) {
        if (places.get(i).isPresent()) {
          ByteRange range = places.get(i).get();
          assembly.layout().size(i, range.length());
          whole.placed(i, range);
          assembly.tally().reused(pieces.get(i).name(), range.length());
        }
      }
    }

    /** Until each piece lies where the sizes of those before it say. */
    private void fetchMisplaced() throws IOException {
      List<Integer> missing = misplaced();
      while (!missing.isEmpty()) {
        List<Future<?>> round = new ArrayList<>();
        for (int index : missing) {
          slots.acquire(rank, stop);
          round.add(start(index));
        }
        for (Future<?> task : round) {
          get(task);
        }
        missing = misplaced();
      }
    }

    private List<Integer> misplaced() {
      List<Optional<ByteRange>> places = whole.places();
      List<Integer> missing = new ArrayList<>();
      for (int i = 0; i < places.size(); i++) {
        Optional<ByteRange> place = places.get(i);
        if (place.isEmpty() || assembly.layout().offset(i).orElse(-1) != place.get().offset()) {
          missing.add(i);
        }
      }
      return missing;
    }

    private Future<?> start(int index) {
      return submit(
          () -> {
            try {
              fetch(index);
            } finally {
              slots.release();
            }
            return index;
          });
    }

    private void fetch(int index) throws IOException {
      Fragment piece = pieces.get(index);
      ByteRange range = new PieceFetch(assembly, index, piece).call();
      whole.placed(index, range);
      durable.add(makeDurable(new Partial.Piece(piece.sha256(), range)));
    }

    /** Off the receiving thread, so that the next piece does not wait for the disk. */
    private Future<?> makeDurable(Partial.Piece piece) {
      return submit(
          () -> {
            partial.force();
            partial.confirm(piece);
            return piece;
          });
    }

    private void check(Sha256 actual) throws WrongWhole {
      if (!actual.equals(publication.sha256())) {
        throw new WrongWhole(actual);
      }
    }

    private List<Partial.Piece> placed() {
      List<Partial.Piece> placed = new ArrayList<>();
      List<Optional<ByteRange>> places = whole.places();
      for (int i = 0; i < pieces.size(); i++) {
        placed.add(new Partial.Piece(pieces.get(i).sha256(), places.get(i).orElseThrow()));
      }
      return placed;
    }

    /**
     * Nobody may write into the partial any more when it is closed. What fails now is a consequence
     * of the first failure, which is on its way to the caller already.
     */
    private void awaitAll() {
      boolean interrupted = false;
      for (Future<?> task : tasks) {
        while (!task.isDone()) {
          try {
            task.get();
          } catch (InterruptedException e) {
            interrupted = true;
          } catch (ExecutionException e) {
            stop.cancel();
          }
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static <T> T get(Future<T> task) throws IOException {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return task.get();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          throw unwrapped(Objects.requireNonNullElse(e.getCause(), e));
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static IOException unwrapped(Throwable cause) {
    if (cause instanceof IOException e) {
      return e;
    }
    if (cause instanceof RuntimeException e) {
      throw e;
    }
    if (cause instanceof Error e) {
      throw e;
    }
    throw new IllegalStateException(cause);
  }

  /** All pieces are right by their own digests, but the whole is not. */
  static final class WrongWhole extends IOException {

    private static final long serialVersionUID = 1L;

    private final transient Sha256 actual;

    WrongWhole(Sha256 actual) {
      super("the whole has sha256 " + actual);
      this.actual = actual;
    }

    Sha256 actual() {
      return actual;
    }
  }
}
