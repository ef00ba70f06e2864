package org.pumaguard.examples.spring.models;

import java.nio.file.Path;
import org.pumaguard.models.Models;
import org.pumaguard.models.domain.cache.ModelCache;
import org.pumaguard.models.domain.port.Progress;
import org.pumaguard.models.metrics.CacheMetrics;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The cache, what it reports, and the models that the program wants. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ModelProperties.class)
class ModelConfiguration {

  /** A listener of the cache and a binder of meters, which Spring Boot binds. */
  @Bean
  CacheMetrics cacheMetrics() {
    return new CacheMetrics();
  }

  /** Closed after the beans that use it, since they depend on it. */
  @Bean(destroyMethod = "close")
  ModelCache modelCache(ModelProperties properties, CacheMetrics metrics) {
    Models models =
        Models.at(properties.directory())
            .registry(properties.registry())
            .baseDirectories(properties.baseDirectories().toArray(Path[]::new))
            .offline(properties.offline())
            .timeout(properties.timeout())
            .progress(Progress.logging(System.getLogger("pumaguard.models")))
            .progress(metrics);
    if (properties.parallel() != null) {
      models = models.parallel(properties.parallel());
    }
    if (properties.quota() != null) {
      models = models.quota(properties.quota().toBytes());
    }
    ModelCache cache = models.open();
    metrics.observe(cache);
    return cache;
  }

  @Bean
  WantedModels wantedModels(ModelCache cache, ModelProperties properties) {
    return new WantedModels(cache, properties);
  }

  @Bean
  ModelsHealthIndicator modelsHealthIndicator(WantedModels wanted) {
    return new ModelsHealthIndicator(wanted);
  }

  @Bean
  ModelAvailability applicationAvailability(WantedModels wanted, ModelProperties properties) {
    return new ModelAvailability(wanted, properties);
  }
}
