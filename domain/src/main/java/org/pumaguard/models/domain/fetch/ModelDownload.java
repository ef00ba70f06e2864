package org.pumaguard.models.domain.fetch;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.concurrent.DownloadTicket;
import org.pumaguard.models.domain.concurrent.TaskGroup;
import org.pumaguard.models.domain.model.BlockList;
import org.pumaguard.models.domain.model.BlockSums;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.model.Fragment;
import org.pumaguard.models.domain.model.FragmentRange;
import org.pumaguard.models.domain.model.Publication;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.policy.ResumePlan;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Partial;

/**
 * Fills a partial with what is published of a model: all fragments at their places, several at
 * once, each verified, and the whole verified too. What an earlier process has left in the partial
 * is used; what this one leaves there is forced to disk and noted in the journal.
 */
public final class ModelDownload {

  private final Publication publication;
  private final Partial partial;
  private final Assemblies assemblies;
  private final DownloadTicket turn;
  private final ExecutorService executor;

  public ModelDownload(
      Publication publication,
      Partial partial,
      Assemblies assemblies,
      DownloadTicket turn,
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
   * @return what lies where in the partial, which is complete, and the sums of its blocks
   * @throws CacheException when a fragment can't be had
   * @throws WrongWhole when all fragments are right, but the whole is not
   * @throws CancellationException when the work is cancelled
   * @throws IOException when the disk refuses
   */
  public BlockList run(Cancellation cancellation) throws IOException {
    Cancellation stop = new Cancellation();
    try (Cancellation.Registration registration = cancellation.onCancel(stop::cancel)) {
      return new Run(stop).run();
    }
  }

  /** The state of one run. */
  private final class Run {

    private final Cancellation stop;
    private final TaskGroup crew;
    private final JournalWriter checkpoints;
    private final IdleSlotScheduler lending;
    private final DownloadContext assembly;
    private final List<Fragment> fragments = publication.fragmentsOrWhole();
    private final TrailingHasher whole;
    private volatile Optional<BlockSums> sums = Optional.empty();

    Run(Cancellation stop) {
      this.stop = stop;
      this.crew = new TaskGroup(executor, stop);
      this.checkpoints = new JournalWriter(partial, crew::start);
      this.lending = new IdleSlotScheduler(turn.slots(), crew);
      this.assembly = assemblies.with(stop, crew, checkpoints, lending);
      this.whole = new TrailingHasher(partial, fragments.size(), stop);
    }

    BlockList run() throws IOException {
      assembly.tally().total(assembly.layout()::total);
      boolean done = false;
      try {
        resume();
        assembly.room().taking(Math.min(alreadyThere(), partial.size()));
        assembly.room().require(assembly.layout().known());
        Optional<Future<Sha256>> digest =
            fragments.size() > 1 ? Optional.of(crew.submit(whole)) : Optional.empty();
        fetchMisplaced();
        partial.truncate(assembly.layout().total().orElseThrow());
        if (digest.isPresent()) {
          check(TaskGroup.get(digest.get()));
        }
        crew.cancelAndAwait();
        // A disk that refuses says so once only.
        crew.check();
        done = true;
        return new BlockList(placed(), (fragments.size() > 1 ? whole.sums() : sums).orElseThrow());
      } catch (CancellationException e) {
        crew.check();
        throw e;
      } finally {
        // Nobody may write into the partial any more when it is closed.
        crew.cancelAndAwait();
        if (!done) {
          checkpoints.last();
        }
      }
    }

    private void resume() throws IOException {
      List<Optional<ByteRange>> places = ResumePlan.of(fragments, partial.journal().verified());
      List<Partial.Unfinished> begun = partial.journal().unfinished();
      if (!ResumePlan.canGoOn(fragments, partial.journal().verified(), begun)) {
        // It takes room that this fetch may need.
        partial.truncate(0);
        return;
      }
      for (int i = 0; i < places.size(); i++) {
        Fragment fragment = fragments.get(i);
        if (places.get(i).isPresent()) {
          ByteRange range = places.get(i).get();
          assembly.layout().size(i, range.length());
          whole.placed(i, range);
          assembly.tally().reused(fragment.name(), range.length());
        } else if (fragment.size().isEmpty()) {
          OptionalLong size = ResumePlan.size(fragment.sha256(), begun);
          if (size.isPresent()) {
            assembly.layout().size(i, size.getAsLong());
          }
        }
      }
    }

    /** How many bytes an earlier process has left, at most. */
    private long alreadyThere() {
      long begun =
          partial.journal().unfinished().stream()
              .collect(
                  Collectors.toMap(
                      Partial.Unfinished::fragment, part -> part.range().end(), Math::max))
              .values()
              .stream()
              .mapToLong(Long::longValue)
              .sum();
      return assembly.tally().present() + begun;
    }

    /** Until each fragment lies where the sizes of those before it say. */
    private void fetchMisplaced() throws IOException {
      for (List<Integer> missing = misplaced(); !missing.isEmpty(); missing = misplaced()) {
        if (missing.size() == 1) {
          bringAlone(missing.get(0));
        } else {
          bringTogether(missing);
        }
      }
    }

    private void bringTogether(List<Integer> missing) throws IOException {
      List<Future<?>> tasks = new ArrayList<>();
      List<Integer> later = new ArrayList<>();
      for (int index : missing) {
        // Behind a fragment of unknown length no other knows its place: it would wait in a slot
        // that
        // the model which brings that fragment may need.
        if (comesFromOthers(index) && assembly.layout().size(index).isPresent()) {
          later.add(index);
        } else {
          tasks.add(startWhenOthersHaveIt(index));
        }
      }
      for (int index : later) {
        tasks.add(startWhenOthersHaveIt(index));
      }
      for (Future<?> task : tasks) {
        TaskGroup.get(task);
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

    /** As long as nobody knows where it belongs, a fragment may be right where it is. */
    private boolean isMisplaced(int index, ByteRange place) {
      OptionalLong offset = assembly.layout().offset(index);
      return offset.isPresent() && offset.getAsLong() != place.offset();
    }

    private boolean comesFromOthers(int index) {
      return turn.inFlight().isClaimedBefore(turn.rank(), fragments.get(index).sha256());
    }

    /** What is alone needs no thread of its own. */
    private void bringAlone(int index) throws IOException {
      turn.inFlight().await(turn.rank(), fragments.get(index).sha256(), stop);
      turn.slots().acquire(turn.rank(), stop);
      try {
        bring(index);
      } finally {
        turn.slots().release();
      }
    }

    private Future<?> startWhenOthersHaveIt(int index) {
      turn.inFlight().await(turn.rank(), fragments.get(index).sha256(), stop);
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
      Fragment fragment = fragments.get(index);
      FragmentReuse reuse = new FragmentReuse(assembly, index, fragment);
      Optional<ByteRange> former = whole.places().get(index);
      Optional<ByteRange> local = former.isPresent() ? reuse.move(former.get()) : Optional.empty();
      if (local.isEmpty()) {
        local = reuse.call();
      }
      sums = reuse.sums();
      ByteRange range = local.isPresent() ? local.get() : fetch(index, fragment);
      whole.placed(index, range);
      if (fragments.size() > 1) {
        checkpoints.verified(new FragmentRange(fragment.sha256(), range));
      }
    }

    private ByteRange fetch(int index, Fragment fragment) throws IOException {
      FragmentDownload fetch = new FragmentDownload(assembly, index, fragment);
      checkpoints.begun(fetch);
      lending.begun(fetch.division());
      ByteRange range = fetch.call();
      sums = fetch.sums();
      lending.ended(fetch.division());
      checkpoints.ended(fetch);
      return range;
    }

    private void check(Sha256 actual) throws WrongWhole {
      if (!actual.equals(publication.sha256())) {
        throw new WrongWhole(actual);
      }
    }

    private List<FragmentRange> placed() {
      List<FragmentRange> placed = new ArrayList<>();
      List<Optional<ByteRange>> places = whole.places();
      for (int i = 0; i < fragments.size(); i++) {
        placed.add(new FragmentRange(fragments.get(i).sha256(), places.get(i).orElseThrow()));
      }
      return placed;
    }
  }

  /** Puts together what the fragments of one run share. */
  public interface Assemblies {
    DownloadContext with(
        Cancellation stop, TaskGroup crew, JournalWriter checkpoints, IdleSlotScheduler lending);
  }

  /** All fragments are right by their own digests, but the whole is not. */
  public static final class WrongWhole extends IOException {

    private static final long serialVersionUID = 1L;

    private final transient Sha256 actual;

    WrongWhole(Sha256 actual) {
      super("the whole has sha256 " + actual);
      this.actual = actual;
    }

    public Sha256 actual() {
      return actual;
    }
  }
}
