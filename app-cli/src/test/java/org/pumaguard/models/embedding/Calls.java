package org.pumaguard.models.embedding;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.LongConsumer;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.CallOptions;
import org.pumaguard.models.domain.api.EnsureHandle;
import org.pumaguard.models.domain.cache.ModelCache;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;

/** What a program does with an open cache. */
final class Calls {

  private Calls() {}

  static Path background(ModelCache models, LongConsumer display) throws InterruptedException {
    // doc: background
    CallOptions options = CallOptions.DEFAULT.withDeadline(Duration.ofMinutes(10));
    EnsureHandle handle = models.ensureAsync(ModelName.parse("detector.h5"), options);
    while (!handle.isDone()) {
      display.accept(handle.bytes());
      Thread.sleep(100);
    }
    return handle.join();
    // doc: end
  }

  static Path retrieve(ModelCache models, URI uri, String digest) {
    // doc: retrieve
    return models.retrieve(uri, Sha256.parse(digest));
    // doc: end
  }

  static String explain(ModelCache models, String name) throws IOException {
    // doc: failure
    try {
      return models.ensure(name).toString();
    } catch (CacheException e) {
      return switch (e.kind()) {
        case UNKNOWN_MODEL, REGISTRY -> "ask the publisher: " + e.getMessage();
        case INTERRUPTED, CLOSED -> "shutting down";
        default ->
            e.hint().after(String.valueOf(e.getMessage()))
                + (e.mayRetry() ? " (will be tried again)" : "");
      };
    }
    // doc: end
  }
}
