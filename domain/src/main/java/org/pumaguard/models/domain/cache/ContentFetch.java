package org.pumaguard.models.domain.cache;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.BiFunction;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.model.Fragment;
import org.pumaguard.models.domain.model.Publication;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.policy.Resumption;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Partial;

/**
 * Fills a partial with what is published of a model: all pieces at their places, several at once,
 * each verified, and the whole verified too. What an earlier process has left in the partial is
 * used; what this one leaves there is forced to disk and noted in the journal.
 */
@SuppressWarnings("try") // What is held in a try statement is there to be closed, not to be used.
final class ContentFetch {

  /** How often it is looked whether a free slot can help with what is still coming. */
  private static final long LEND_MILLIS = 250;

  private final Publication publication;
  private final Partial partial;
  private final BiFunction<Cancellation, Checkpoints, Assembly> assemblies;
  private final Turn turn;
  private final ExecutorService executor;

  ContentFetch(
      Publication publication,
      Partial partial,
      BiFunction<Cancellation, Checkpoints, Assembly> assemblies,
      Turn turn,
      ExecutorService executor) {
    this.publication = publication;
    this.partial = partial;
    this.assemblies = assemblies;
    this.turn = turn;
    this.executor = executor;
  }

  /**
   * Fetches what is missing.
   *
   * @return what lies where in the partial, which is complete
   * @throws CacheException when a piece can't be had
   * @throws WrongWhole when all pieces are right, but the whole is not
   * @throws CancellationException when the work is cancelled
   * @throws IOException when the disk refuses
   */
  List<Partial.Piece> run(Cancellation cancellation) throws IOException {
    Cancellation stop = new Cancellation();
    try (Cancellation.Registration registration = cancellation.onCancel(stop::cancel)) {
      return new Run(stop).run();
    }
  }

  /** The state of one run. */
  private final class Run {

    private final Cancellation stop;
    private final Crew crew;
    private final Checkpoints checkpoints;
    private final Assembly assembly;
    private final List<Fragment> pieces = publication.pieces();
    private final WholeDigest whole;
    private final Queue<Division> divisions = new ConcurrentLinkedQueue<>();

    Run(Cancellation stop) {
      this.stop = stop;
      this.crew = new Crew(executor, stop);
      this.checkpoints = new Checkpoints(partial, crew::start);
      this.assembly = assemblies.apply(stop, checkpoints);
      this.whole = new WholeDigest(partial, pieces.size(), stop);
    }

    List<Partial.Piece> run() throws IOException {
      assembly.tally().total(assembly.layout()::total);
      boolean done = false;
      try {
        resume();
        assembly.room().require(known());
        Optional<Future<Sha256>> digest =
            pieces.size() > 1 ? Optional.of(crew.submit(whole)) : Optional.empty();
        fetchMisplaced();
        partial.truncate(assembly.layout().total().orElseThrow());
        if (digest.isPresent()) {
          check(Crew.get(digest.get()));
        }
        crew.dismiss();
        // A disk that refuses says so once only.
        crew.check();
        done = true;
        return placed();
      } catch (CancellationException e) {
        crew.check();
        throw e;
      } finally {
        // Nobody may write into the partial any more when it is closed.
        crew.dismiss();
        if (!done) {
          checkpoints.last();
        }
      }
    }

    private void resume() {
      List<Optional<ByteRange>> places = Resumption.of(pieces, partial.confirmed());
      List<Partial.Begun> begun = partial.begun();
      for (int i = 0; i < places.size(); i++) {
        Fragment piece = pieces.get(i);
        if (places.get(i).isPresent()) {
          ByteRange range = places.get(i).get();
          assembly.layout().size(i, range.length());
          whole.placed(i, range);
          assembly.tally().reused(piece.name(), range.length());
        } else if (piece.size().isEmpty()) {
          OptionalLong size = Resumption.size(piece.sha256(), begun);
          if (size.isPresent()) {
            assembly.layout().size(i, size.getAsLong());
          }
        }
      }
    }

    /** How many bytes have still to come, as far as that is known already. */
    private long known() {
      long missing = 0;
      for (int index : misplaced()) {
        long there =
            partial.begun().stream()
                .filter(part -> part.piece().equals(pieces.get(index).sha256()))
                .mapToLong(part -> part.range().end())
                .max()
                .orElse(0);
        missing += Math.max(0, assembly.layout().size(index).orElse(0) - there);
      }
      return missing;
    }

    /** Until each piece lies where the sizes of those before it say. */
    private void fetchMisplaced() throws IOException {
      List<Integer> missing = misplaced();
      while (!missing.isEmpty()) {
        List<Future<?>> round = new ArrayList<>();
        List<Integer> later = new ArrayList<>();
        for (int index : missing) {
          // Behind a piece of unknown length no other knows its place: it would wait in a slot that
          // the model which brings that piece may need.
          if (comesFromOthers(index) && assembly.layout().size(index).isPresent()) {
            later.add(index);
          } else {
            round.add(startWhenOthersHaveIt(index));
          }
        }
        for (int index : later) {
          round.add(startWhenOthersHaveIt(index));
        }
        for (Future<?> task : round) {
          while (!Crew.isOver(task, LEND_MILLIS)) {
            lendFreeSlots();
          }
          Crew.get(task);
        }
        missing = misplaced();
      }
    }

    private List<Integer> misplaced() {
      List<Optional<ByteRange>> places = whole.places();
      List<Integer> missing = new ArrayList<>();
      for (int i = 0; i < places.size(); i++) {
        if (places.get(i).isEmpty() || isMisplaced(i, places.get(i).get())) {
          missing.add(i);
        }
      }
      return missing;
    }

    /** As long as nobody knows where it belongs, a piece may be right where it is. */
    private boolean isMisplaced(int index, ByteRange place) {
      OptionalLong offset = assembly.layout().offset(index);
      return offset.isPresent() && offset.getAsLong() != place.offset();
    }

    private boolean comesFromOthers(int index) {
      return turn.onTheWay().comesBefore(turn.rank(), pieces.get(index).sha256());
    }

    private Future<?> startWhenOthersHaveIt(int index) {
      turn.onTheWay().await(turn.rank(), pieces.get(index).sha256(), stop);
      return start(index);
    }

    private Future<?> start(int index) {
      turn.slots().acquire(turn.rank(), stop);
      return crew.submit(
          () -> {
            try {
              bring(index);
            } finally {
              turn.slots().release();
            }
            return index;
          });
    }

    private void bring(int index) throws IOException {
      Fragment piece = pieces.get(index);
      Optional<ByteRange> local = new PieceReuse(assembly, index, piece).call();
      ByteRange range = local.isPresent() ? local.get() : fetch(index, piece);
      whole.placed(index, range);
      if (pieces.size() > 1) {
        checkpoints.verified(new Partial.Piece(piece.sha256(), range));
      }
    }

    private ByteRange fetch(int index, Fragment piece) throws IOException {
      PieceFetch fetch = new PieceFetch(assembly, index, piece);
      checkpoints.begun(fetch);
      divisions.add(fetch.division());
      ByteRange range = fetch.call();
      divisions.remove(fetch.division());
      checkpoints.ended(fetch);
      return range;
    }

    /** Nothing is left to begin: free slots bring parts of what is still coming. */
    private void lendFreeSlots() {
      for (Division division : divisions) {
        while (turn.slots().tryAcquire()) {
          Optional<Division.Part> part = division.claim();
          if (part.isEmpty()) {
            turn.slots().release();
            break;
          }
          Division.Part first = part.get();
          crew.start(() -> help(division, first));
        }
      }
    }

    /** Until nothing is left to do there, or somebody else wants the slot. */
    private Void help(Division division, Division.Part first) throws IOException {
      try {
        Optional<Division.Part> part = Optional.of(first);
        while (part.isPresent()) {
          division.help(part.get());
          part = turn.slots().isWanted() ? Optional.empty() : division.claim();
        }
        return null;
      } finally {
        turn.slots().release();
      }
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
