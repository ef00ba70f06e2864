package org.pumaguard.examples.spring.models;

import org.pumaguard.models.domain.api.CacheException;
import org.springframework.boot.actuate.health.AbstractHealthIndicator;
import org.springframework.boot.actuate.health.Health;

/** Up when all wanted models are cached, out of service while one is missing. */
final class ModelsHealthIndicator extends AbstractHealthIndicator {

  private final WantedModels wanted;

  ModelsHealthIndicator(WantedModels wanted) {
    this.wanted = wanted;
  }

  @Override
  protected void doHealthCheck(Health.Builder builder) {
    try {
      builder.withDetail("models", wanted.states());
    } catch (CacheException e) {
      builder.withDetail("registry", e.getMessage());
    }
    if (wanted.areCached()) {
      builder.up();
    } else {
      builder.outOfService().withDetail("failures", wanted.failures());
    }
  }
}
