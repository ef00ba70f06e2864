package org.pumaguard.models.domain.cache;

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
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.Cancellation;

/**
 * Reads every byte of what is cached, in base directories too: several files at once, and several
 * fragments of one, but no more than there are processors.
 */
final class Verification {

  /** Among more files than these there is always another one to read. */
  private static final int FEW_FILES = 64;

  private final CacheParts parts;
  private final BaseCopies bases;
  private final Cancellation cancellation = new Cancellation();

  /** A permit for each processor that does nothing; none of the threads waits for one. */
  private final Semaphore idle = new Semaphore(Runtime.getRuntime().availableProcessors());

  Verification(CacheParts parts) {
    this.parts = parts;
    this.bases = new BaseCopies(parts);
  }

  /**
   * Reads files.
   *
   * @return how each is, in the same order
   * @throws CacheException when the disk refuses more than to read a file, or the caller was
   *     interrupted
   */
  List<Finding> run(List<Subject> subjects) {
    List<CopyChecks> checks = new ArrayList<>();
    Queue<FileCheck.Task> tasks = new ConcurrentLinkedQueue<>();
    for (Subject subject : subjects) {
      CopyChecks check = checks(subject);
      checks.add(check);
      tasks.addAll(check.tasks(subjects.size() <= FEW_FILES));
    }
    runAll(tasks);
    for (CopyChecks check : checks) {
      Optional<Sha256> actual = check.own().finding().verified().actual();
      check
          .subject()
          .model()
          .filter(model -> actual.equals(Optional.of(model.sha256())))
          .ifPresent(
              model -> new ContentNotes(parts.shelf().store(), model, cancellation).complete());
      check.subject().model().ifPresent(model -> remember(check, model));
    }
    return checks.stream().map(CopyChecks::finding).toList();
  }

  private CopyChecks checks(Subject subject) {
    Map<BaseCopies.Copy, FileCheck> others = new LinkedHashMap<>();
    subject
        .model()
        .map(bases::of)
        .orElse(List.of())
        .forEach(
            copy ->
                others.put(
                    copy, new FileCheck(parts, copy.shelf(), true, subject, idle, cancellation)));
    return new CopyChecks(
        subject, new FileCheck(parts, parts.shelf(), false, subject, idle, cancellation), others);
  }

  /** What is damaged in a base directory is not used any more, though it may look as it did. */
  private void remember(CopyChecks check, Model model) {
    Optional<Path> named = check.finding().verified().base();
    for (Map.Entry<BaseCopies.Copy, FileCheck> base : check.bases().entrySet()) {
      Verified verified = base.getValue().finding().verified();
      if (verified.result() == Verified.Result.OK) {
        bases.acquit(base.getKey(), model);
      } else if (verified.result() == Verified.Result.DAMAGED) {
        bases.condemn(base.getKey(), model);
        if (!named.equals(verified.base())) {
          bases.warn(base.getKey(), model);
        }
      }
    }
  }

  private void runAll(Queue<FileCheck.Task> tasks) {
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
                      for (FileCheck.Task task = tasks.poll(); task != null; task = tasks.poll()) {
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
  record Subject(ModelName name, Optional<Model> model) {}

  /**
   * How a file is.
   *
   * @param verdict the same for who mends it
   */
  record Finding(Verified verified, Shelf.Verdict verdict) {}
}
