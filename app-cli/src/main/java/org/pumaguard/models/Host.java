package org.pumaguard.models;

import com.google.inject.Module;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import org.pumaguard.models.domain.port.Progress;
import org.pumaguard.models.http.settings.HttpSettings;

/**
 * What the host program adds to the settings.
 *
 * @param agent the value of the User-Agent header
 * @param registry where the registry comes from
 * @param http changes the settings of the HTTP client
 * @param listeners receive the events of the cache
 * @param executor runs fetches; empty for threads of the cache itself
 * @param additions further Guice modules
 */
record Host(
    String agent,
    RegistryOrigin registry,
    UnaryOperator<HttpSettings> http,
    List<Progress> listeners,
    Optional<Executor> executor,
    List<Module> additions) {

  /** Nothing. */
  static final Host DEFAULT =
      new Host(
          "pumaguard-models",
          new RegistryOrigin.FromSettings(),
          UnaryOperator.identity(),
          List.of(),
          Optional.empty(),
          List.of());

  Host {
    listeners = List.copyOf(listeners);
    additions = List.copyOf(additions);
  }

  Host withAgent(String other) {
    return new Host(other, registry, http, listeners, executor, additions);
  }

  Host withRegistry(RegistryOrigin other) {
    return new Host(agent, other, http, listeners, executor, additions);
  }

  Host withHttp(UnaryOperator<HttpSettings> other) {
    return new Host(agent, registry, other, listeners, executor, additions);
  }

  Host withListeners(List<Progress> others) {
    return new Host(agent, registry, http, others, executor, additions);
  }

  Host withExecutor(Executor other) {
    return new Host(agent, registry, http, listeners, Optional.of(other), additions);
  }

  Host withAdditions(List<Module> others) {
    return new Host(agent, registry, http, listeners, executor, others);
  }
}
