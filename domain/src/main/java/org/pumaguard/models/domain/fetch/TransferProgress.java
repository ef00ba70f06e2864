package org.pumaguard.models.domain.fetch;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.port.Progress;

/** Counts the present, fetched and reused bytes of one model, and reports progress. */
public final class TransferProgress {

  private final ModelName model;
  private final Progress progress;
  private final AtomicLong fetched = new AtomicLong();
  private final AtomicLong reused = new AtomicLong();
  private final AtomicLong present = new AtomicLong();
  private final Set<String> servers = new LinkedHashSet<>();
  private final Set<String> servedWrong = new LinkedHashSet<>();
  private volatile Supplier<OptionalLong> total = OptionalLong::empty;

  /** Nothing is present; events go to this listener. */
  public TransferProgress(ModelName model, Progress progress) {
    this.model = model;
    this.progress = progress;
  }

  /** Sets what knows the length of the model. */
  void total(Supplier<OptionalLong> supplier) {
    total = supplier;
  }

  /** The first source that served a verified fragment. */
  public synchronized Optional<String> source() {
    return servers.stream().findFirst();
  }

  /** A source served a verified fragment. */
  synchronized void servedBy(String text) {
    servers.add(text);
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

  /** Bytes were reused from disk. */
  public void reused(FileName fragment, long bytes) {
    reused.addAndGet(bytes);
    addPresent(fragment, bytes);
    progress.on(
        Progress.Event.of(Progress.Kind.REUSED, model)
            .fragment(fragment)
            .bytes(bytes, OptionalLong.of(bytes)));
  }

  /** The number of present bytes. */
  long present() {
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

  /** Reports an event. */
  public void tell(Progress.Event event) {
    progress.on(event);
  }

  /** An event of the model, to be completed. */
  public Progress.Event event(Progress.Kind kind) {
    return Progress.Event.of(kind, model);
  }

  private void addPresent(FileName fragment, long bytes) {
    long now = present.addAndGet(bytes);
    progress.on(event(Progress.Kind.PROGRESS).fragment(fragment).bytes(now, total.get()));
  }
}
