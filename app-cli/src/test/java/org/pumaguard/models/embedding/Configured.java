package org.pumaguard.models.embedding;

import com.google.inject.multibindings.Multibinder;
import java.nio.file.Path;
import java.time.Duration;
import org.pumaguard.models.Models;
import org.pumaguard.models.domain.cache.ModelCache;
import org.pumaguard.models.domain.port.Fetcher;
import org.pumaguard.models.domain.port.Progress;
import org.pumaguard.models.http.settings.Origin;

/** Caches with other settings and other adapters. */
final class Configured {

  private Configured() {}

  static ModelCache open(Path directory, String registry, String mirror, String token) {
    // doc: settings
    return Models.at(directory)
        .registry(registry)
        .sources(mirror, "https://example.org/models/")
        .parallel(8)
        .timeout(Duration.ofSeconds(20))
        .quota(50_000_000_000L)
        .progress(Progress.logging(System.getLogger("models")))
        .http(
            settings ->
                settings.withCredentials(
                    settings.credentials().withToken(Origin.parse(mirror), token)))
        .open();
    // doc: end
  }

  static ModelCache withFetcher(Models models, Fetcher fetcher) {
    // doc: adapter
    return models
        .with(
            binder ->
                Multibinder.newSetBinder(binder, Fetcher.class).addBinding().toInstance(fetcher))
        .open();
    // doc: end
  }
}
