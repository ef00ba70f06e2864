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

/** Counts the bytes of one model that are on disk, fetched and reused, and tells how far it is. */
public final class TransferProgress {

  private final ModelName model;
  private final Progress progress;
  private final AtomicLong fetched = new AtomicLong();
  private final AtomicLong reused = new AtomicLong();
  private final AtomicLong present = new AtomicLong();
  private final Set<String> servers = new LinkedHashSet<>();
  private final Set<String> setAside = new LinkedHashSet<>();
  private volatile Supplier<OptionalLong> total = OptionalLong::empty;

  public TransferProgress(ModelName model, Progress progress) {
    this.model = model;
    this.progress = progress;
  }

  /** How long the whole is, as far as it is known when asked. */
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
    setAside.add(text);
  }

  /** The sources that served wrong bytes, but for one that was right in the end, and alone. */
  public synchronized List<String> setAside() {
    return setAside.stream().filter(text -> !servers.equals(Set.of(text))).toList();
  }

  public long fetched() {
    return fetched.get();
  }

  public long reused() {
    return reused.get();
  }

  /** Bytes came over the network, or from a local source. */
  void fetched(FileName fragment, long bytes) {
    fetched.addAndGet(bytes);
    arrived(fragment, bytes);
  }

  /** Bytes were found on disk. */
  public void reused(FileName fragment, long bytes) {
    reused.addAndGet(bytes);
    arrived(fragment, bytes);
    progress.on(
        Progress.Event.of(Progress.Kind.REUSED, model)
            .fragment(fragment)
            .bytes(bytes, OptionalLong.of(bytes)));
  }

  /** How many bytes are on disk. */
  long present() {
    return present.get();
  }

  /** Bytes that were found on disk are of no use. */
  void notReused(long bytes) {
    reused.addAndGet(-bytes);
  }

  /** Bytes that had arrived are of no use. */
  void lost(long bytes) {
    present.addAndGet(-bytes);
  }

  public void tell(Progress.Event event) {
    progress.on(event);
  }

  public Progress.Event event(Progress.Kind kind) {
    return Progress.Event.of(kind, model);
  }

  private void arrived(FileName fragment, long bytes) {
    long now = present.addAndGet(bytes);
    progress.on(event(Progress.Kind.PROGRESS).fragment(fragment).bytes(now, total.get()));
  }
}
