package org.pumaguard.models.embedding;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.pumaguard.models.domain.api.EnsureOutcome;
import org.pumaguard.models.domain.api.Lease;
import org.pumaguard.models.domain.cache.ModelCache;

/** A server that caches its models in the background while it starts. */
final class AtStart {

  private AtStart() {}

  static Future<List<String>> cacheAll(ModelCache models, ExecutorService background) {
    // doc: start
    return background.submit(
        () -> {
          List<String> missing = new ArrayList<>();
          for (EnsureOutcome outcome : models.ensureAll(List.of())) {
            outcome
                .failure()
                .ifPresent(
                    e -> missing.add(e.hint().after(outcome.name() + ": " + e.getMessage())));
          }
          return missing;
        });
    // doc: end
  }

  static boolean isReady(ModelCache models) {
    // doc: find
    return models.find("detector.h5").isPresent();
    // doc: end
  }

  static long inUse(ModelCache models, Reader reader) throws IOException {
    // doc: lease
    try (Lease lease = models.lease("detector.h5")) {
      return reader.read(lease.path());
    }
    // doc: end
  }

  /** Stands for whatever a program does with a model. */
  interface Reader {
    long read(Path model) throws IOException;
  }
}
