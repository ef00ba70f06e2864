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
import java.util.concurrent.Semaphore;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.VerifyResult;
import org.pumaguard.models.domain.concurrent.Runners;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Progress;
import org.pumaguard.models.domain.state.BaseLayers;
import org.pumaguard.models.domain.state.BlockIndexer;
import org.pumaguard.models.domain.state.CacheParts;
import org.pumaguard.models.domain.state.Verdict;

/**
 * Reads every byte of cached models, also in base directories. Files, and fragments of one file,
 * are read in parallel by at most one thread per processor.
 */
public final class Verification {

  /** Maximum number of models whose files are divided; more models keep all processors busy. */
  private static final int MAX_DIVIDED = 64;

  private final CacheParts parts;
  private final BaseLayers bases;
  private final Cancellation cancellation = new Cancellation();

  /** One permit for each idle processor. Threads only try to acquire one, and never wait. */
  private final Semaphore idle = new Semaphore(Runtime.getRuntime().availableProcessors());

  public Verification(CacheParts parts) {
    this.parts = parts;
    this.bases = new BaseLayers(parts);
  }

  /**
   * Reads all copies of models.
   *
   * @return the finding for each subject, in the same order
   * @throws CacheException if the cache directory fails in another way than reading a file, or if
   *     the caller is interrupted
   */
  public List<Finding> run(List<Subject> subjects) {
    List<LayeredVerification> verifications = new ArrayList<>();
    Queue<FileVerifier.Task> tasks = new ConcurrentLinkedQueue<>();
    for (Subject subject : subjects) {
      LayeredVerification verification = layers(subject);
      verifications.add(verification);
      tasks.addAll(verification.tasks(subjects.size() <= MAX_DIVIDED));
    }
    long length = verifications.stream().mapToLong(LayeredVerification::length).sum();
    parts.progress().on(Progress.Work.ofAll(Progress.WorkKind.VERIFY, 0, length));
    runAll(tasks);
    verifications.forEach(this::complete);
    return verifications.stream().map(LayeredVerification::finding).toList();
  }

  private void complete(LayeredVerification verification) {
    try {
      Optional<Sha256> actual = verification.own().finding().verified().actual();
      verification
          .subject()
          .model()
          .filter(model -> actual.equals(Optional.of(model.sha256())))
          .ifPresent(
              model -> new BlockIndexer(parts.view().store(), model, cancellation).complete());
      verification.subject().model().ifPresent(model -> markCopies(verification, model));
    } catch (RuntimeException | Error e) {
      verification.own().fail(e);
    }
  }

  private LayeredVerification layers(Subject subject) {
    Map<BaseLayers.Copy, FileVerifier> copies = new LinkedHashMap<>();
    subject
        .model()
        .map(bases::of)
        .orElse(List.of())
        .forEach(
            copy ->
                copies.put(
                    copy, new FileVerifier(parts, copy.view(), true, subject, idle, cancellation)));
    return new LayeredVerification(
        subject, new FileVerifier(parts, parts.view(), false, subject, idle, cancellation), copies);
  }

  /** Marks damaged files of base directories, which are not used while they are unchanged. */
  private void markCopies(LayeredVerification verification, Model model) {
    Optional<Path> reported = verification.finding().verified().base();
    for (Map.Entry<BaseLayers.Copy, FileVerifier> base : verification.bases().entrySet()) {
      VerifyResult verified = base.getValue().finding().verified();
      if (verified.result() == VerifyResult.Result.OK) {
        bases.acquit(base.getKey(), model);
      } else if (verified.result() == VerifyResult.Result.DAMAGED) {
        bases.condemn(base.getKey(), model);
        if (!reported.equals(verified.base())) {
          bases.warn(base.getKey(), model);
        }
      }
    }
  }

  private void runAll(Queue<FileVerifier.Task> tasks) {
    int threads = Math.min(Runtime.getRuntime().availableProcessors(), tasks.size());
    idle.acquireUninterruptibly(threads);
    new Runners(parts.executor(), cancellation).run(() -> runFrom(tasks), threads);
  }

  private void runFrom(Queue<FileVerifier.Task> tasks) {
    try {
      for (FileVerifier.Task task = tasks.poll(); task != null; task = tasks.poll()) {
        cancellation.check();
        task.run();
      }
    } catch (IOException e) {
      cancellation.cancel();
      throw CacheException.storage("the cache cannot be verified", e);
    } catch (RuntimeException | Error e) {
      cancellation.cancel();
      throw e;
    } finally {
      idle.release();
    }
  }

  /**
   * A model to verify.
   *
   * @param model its description in the registry; empty if only the cache knows it
   */
  public record Subject(ModelName name, Optional<Model> model) {}

  /**
   * The finding for a model.
   *
   * @param verified the result for the caller
   * @param verdict the state of the file, for a repair
   */
  public record Finding(VerifyResult verified, Verdict verdict) {}
}
