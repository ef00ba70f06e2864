package org.pumaguard.models.domain.fetch;

import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.policy.ModelLength;
import org.pumaguard.models.domain.port.Progress;

/**
 * Counts the present, fetched and reused bytes of one model, and reports progress. Safe for use by
 * many threads.
 */
public final class TransferProgress {

  private static final long ANNOUNCE_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final ModelName model;
  private final Progress progress;
  private final int fragments;
  private final ModelLength expected;
  private final LongConsumer announcements;
  private long announced = -1;
  private long announcedNanos;
  private final AtomicLong fetched = new AtomicLong();
  private final AtomicLong reused = new AtomicLong();
  private final AtomicLong present = new AtomicLong();
  private final Object order = new Object();
  private final BitSet done = new BitSet();
  private final Set<String> servers = new LinkedHashSet<>();
  private final Set<String> servedWrong = new LinkedHashSet<>();
  private volatile Supplier<ModelLength> length;

  /**
   * Nothing is present; events go to this listener.
   *
   * @param expected the length of the published file as far as it is known
   * @param announcements receives each length that servers announce, or that follows from what they
   *     announce, and again from time to time
   */
  public TransferProgress(
      Model model, Progress progress, ModelLength expected, LongConsumer announcements) {
    this.model = model.name();
    this.progress = progress;
    this.fragments = model.publication().fragmentsOrWhole().size();
    this.expected = expected;
    this.announcements = announcements;
    this.length = () -> expected;
  }

  /** Sets what estimates the length of the published file, unless it is known. */
  void length(Supplier<ModelLength> supplier) {
    if (expected.bytes().isEmpty() || expected.isEstimate()) {
      length =
          () -> {
            ModelLength announcedNow = supplier.get();
            return announcedNow.bytes().isPresent() ? announcedNow : expected;
          };
    }
  }

  /** The first source that served a verified fragment. */
  public synchronized Optional<String> source() {
    return servers.stream().findFirst();
  }

  /** A source served wrong bytes. */
  synchronized void servedWrong(String text) {
    servedWrong.add(text);
  }

  /** The sources that served wrong bytes, without one that served all verified fragments. */
  public synchronized List<String> setAside() {
    return servedWrong.stream().filter(text -> !servers.equals(Set.of(text))).toList();
  }

  /** The number of bytes fetched from sources. */
  public long fetched() {
    return fetched.get();
  }

  /** The number of bytes reused from disk. */
  public long reused() {
    return reused.get();
  }

  /** Bytes were fetched from a source. */
  void fetched(FileName fragment, long bytes) {
    fetched.addAndGet(bytes);
    addPresent(fragment, bytes);
  }

  /** A fragment has its digest, and this source served so many bytes of it. */
  void verified(int index, FileName fragment, long bytes, String source) {
    synchronized (this) {
      servers.add(source);
      done.set(index);
    }
    report(Progress.Kind.VERIFIED, event -> event.fragment(fragment, bytes).source(source));
  }

  /** Part of a fragment was reused from an earlier download. */
  void resumed(FileName fragment, long bytes) {
    reused.addAndGet(bytes);
    addPresent(fragment, bytes);
    report(Progress.Kind.REUSED, event -> event.fragment(fragment, bytes));
  }

  /** A whole fragment was reused from disk. */
  void reused(int index, FileName fragment, long bytes) {
    synchronized (this) {
      done.set(index);
    }
    resumed(fragment, bytes);
  }

  /** The model is stored already, and fetched from nowhere. */
  public void reusedWhole(FileName file, long bytes) {
    found(bytes);
    reused.set(bytes);
    report(Progress.Kind.REUSED, event -> event.fragment(file, bytes));
  }

  /** The model was made available otherwise, for instance by another process. */
  public synchronized void found(long bytes) {
    if (present.compareAndSet(0, bytes)) {
      length = () -> ModelLength.exactly(OptionalLong.of(bytes));
      done.set(0, fragments);
    }
  }

  /** The number of present bytes. */
  public long present() {
    return present.get();
  }

  /** Reused bytes were discarded. */
  void notReused(long bytes) {
    reused.addAndGet(-bytes);
  }

  /** Present bytes were discarded. */
  void lost(long bytes) {
    present.addAndGet(-bytes);
  }

  /** All present bytes were discarded: the download begins again. */
  public synchronized void restart() {
    present.set(0);
    reused.set(0);
    done.clear();
  }

  /** Bytes of the file on disk, of so many, were read and hashed. */
  public void verifying(long bytes, long total) {
    progress.on(Progress.Work.of(Progress.WorkKind.VERIFY, model, bytes, total));
  }

  /** Reports an event with the present progress of the model. */
  public void report(Progress.Kind kind) {
    report(kind, event -> event);
  }

  /**
   * The same with details. Events are reported one at a time, so that the last one states the
   * latest progress.
   */
  void report(Progress.Kind kind, UnaryOperator<Progress.Event> details) {
    synchronized (order) {
      progress.on(details.apply(Progress.Event.of(kind, model).amount(amount())));
    }
  }

  private Progress.Amount amount() {
    long bytes = present.get();
    ModelLength now = length.get();
    announce(now);
    return new Progress.Amount(
        bytes, now.bytes(), now.isEstimate(), reused.get(), doneFragments(), fragments);
  }

  private void announce(ModelLength now) {
    if (now.bytes().isEmpty() || now.isSameAs(expected)) {
      return;
    }
    long bytes = now.bytes().getAsLong();
    long time = System.nanoTime();
    if (bytes != announced || time - announcedNanos > ANNOUNCE_NANOS) {
      announced = bytes;
      announcedNanos = time;
      announcements.accept(bytes);
    }
  }

  private synchronized int doneFragments() {
    return done.cardinality();
  }

  private void addPresent(FileName fragment, long bytes) {
    present.addAndGet(bytes);
    report(Progress.Kind.PROGRESS, event -> event.fragment(fragment));
  }
}
