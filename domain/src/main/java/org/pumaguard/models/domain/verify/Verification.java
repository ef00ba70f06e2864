package org.pumaguard.models.domain.verify;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.VerifyResult;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.state.BaseLayers;
import org.pumaguard.models.domain.state.BlockIndexer;
import org.pumaguard.models.domain.state.CacheParts;
import org.pumaguard.models.domain.state.Verdict;

/**
 * Reads every byte of what is cached, in base directories too: several files at once, and several
 * fragments of one, but no more than there are processors.
 */
public final class Verification {

  /** Among more files than these there is always another one to read. */
  private static final int FEW_FILES = 64;

  private final CacheParts parts;
  private final BaseLayers bases;
  private final Cancellation cancellation = new Cancellation();

  /** A permit for each processor that does nothing; none of the threads waits for one. */
  private final Semaphore idle = new Semaphore(Runtime.getRuntime().availableProcessors());

  public Verification(CacheParts parts) {
    this.parts = parts;
    this.bases = new BaseLayers(parts);
  }

  /**
   * Reads files.
   *
   * @return how each is, in the same order
   * @throws CacheException when the disk refuses more than to read a file, or the caller was
   *     interrupted
   */
  public List<Finding> run(List<Subject> subjects) {
    List<LayeredVerification> checks = new ArrayList<>();
    Queue<FileVerifier.Task> tasks = new ConcurrentLinkedQueue<>();
    for (Subject subject : subjects) {
      LayeredVerification check = checks(subject);
      checks.add(check);
      tasks.addAll(check.tasks(subjects.size() <= FEW_FILES));
    }
    runAll(tasks);
    for (LayeredVerification check : checks) {
      Optional<Sha256> actual = check.own().finding().verified().actual();
      check
          .subject()
          .model()
          .filter(model -> actual.equals(Optional.of(model.sha256())))
          .ifPresent(
              model -> new BlockIndexer(parts.view().store(), model, cancellation).complete());
      check.subject().model().ifPresent(model -> remember(check, model));
    }
    return checks.stream().map(LayeredVerification::finding).toList();
  }

  private LayeredVerification checks(Subject subject) {
    Map<BaseLayers.Copy, FileVerifier> others = new LinkedHashMap<>();
    subject
        .model()
        .map(bases::of)
        .orElse(List.of())
        .forEach(
            copy ->
                others.put(
                    copy, new FileVerifier(parts, copy.view(), true, subject, idle, cancellation)));
    return new LayeredVerification(
        subject, new FileVerifier(parts, parts.view(), false, subject, idle, cancellation), others);
  }

  /** What is damaged in a base directory is not used any more, though it may look as it did. */
  private void remember(LayeredVerification check, Model model) {
    Optional<Path> named = check.finding().verified().base();
    for (Map.Entry<BaseLayers.Copy, FileVerifier> base : check.bases().entrySet()) {
      VerifyResult verified = base.getValue().finding().verified();
      if (verified.result() == VerifyResult.Result.OK) {
        bases.acquit(base.getKey(), model);
      } else if (verified.result() == VerifyResult.Result.DAMAGED) {
        bases.condemn(base.getKey(), model);
        if (!named.equals(verified.base())) {
          bases.warn(base.getKey(), model);
        }
      }
    }
  }

  private void runAll(Queue<FileVerifier.Task> tasks) {
    int threads = Math.min(Runtime.getRuntime().availableProcessors(), tasks.size());
    idle.acquireUninterruptibly(threads);
    List<Future<?>> runners = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      runners.add(
          parts
              .executor()
              .submit(
                  () -> {
                    try {
                      for (FileVerifier.Task task = tasks.poll();
                          task != null;
                          task = tasks.poll()) {
                        task.run();
                      }
                    } finally {
                      idle.release();
                    }
                    return null;
                  }));
    }
    try {
      for (Future<?> runner : runners) {
        runner.get();
      }
    } catch (InterruptedException e) {
      tasks.clear();
      cancellation.cancel();
      Thread.currentThread().interrupt();
      throw CacheException.interrupted();
    } catch (ExecutionException e) {
      tasks.clear();
      cancellation.cancel();
      throw failure(e);
    }
  }

  private static RuntimeException failure(ExecutionException e) {
    if (e.getCause() instanceof RuntimeException cause) {
      return cause;
    }
    if (e.getCause() instanceof IOException cause) {
      return CacheException.storage("the cache can't be verified", cause);
    }
    return new IllegalStateException("unexpected failure: " + e.getCause(), e.getCause());
  }

  /**
   * What is to be read.
   *
   * @param model what the registry says of it
   */
  public record Subject(ModelName name, Optional<Model> model) {}

  /**
   * How a file is.
   *
   * @param verdict the same for who mends it
   */
  public record Finding(VerifyResult verified, Verdict verdict) {}
}
