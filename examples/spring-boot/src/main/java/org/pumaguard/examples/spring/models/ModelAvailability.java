package org.pumaguard.examples.spring.models;

import org.springframework.boot.availability.ApplicationAvailabilityBean;
import org.springframework.boot.availability.AvailabilityState;
import org.springframework.boot.availability.ReadinessState;

/** Refuses traffic while a wanted model is missing, if the properties say so. */
final class ModelAvailability extends ApplicationAvailabilityBean {

  private final WantedModels wanted;
  private final ModelProperties properties;

  ModelAvailability(WantedModels wanted, ModelProperties properties) {
    this.wanted = wanted;
    this.properties = properties;
  }

  @Override
  public <S extends AvailabilityState> S getState(Class<S> type, S otherwise) {
    S state = super.getState(type, otherwise);
    return state == ReadinessState.ACCEPTING_TRAFFIC && !isReady()
        ? type.cast(ReadinessState.REFUSING_TRAFFIC)
        : state;
  }

  private boolean isReady() {
    return properties.readiness() == ModelProperties.Readiness.AT_ONCE || wanted.areCached();
  }
}
