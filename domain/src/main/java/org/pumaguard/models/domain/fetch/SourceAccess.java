package org.pumaguard.models.domain.fetch;

import java.util.Set;
import java.util.random.RandomGenerator;
import org.pumaguard.models.domain.api.CacheSettings;
import org.pumaguard.models.domain.model.SourceLocation;
import org.pumaguard.models.domain.policy.SourceSelector;
import org.pumaguard.models.domain.source.FetchRouter;

/**
 * How sources are asked: by which fetchers, how often, and which ones not.
 *
 * @param settings the number of retries and the delays between them
 * @param random the jitter of the delays
 * @param distrusted sources that served wrong bytes; shared by all downloads of a call
 */
public record SourceAccess(
    FetchRouter fetchers,
    CacheSettings settings,
    RandomGenerator random,
    Set<SourceLocation> distrusted) {

  /** Selects among sources for one fragment. */
  SourceSelector selector(int sources) {
    return new SourceSelector(sources, settings.retries(), settings.backoff(), random);
  }
}
