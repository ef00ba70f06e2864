package org.pumaguard.models.server.work;

import java.time.Instant;
import java.util.Optional;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.ModelState;
import org.pumaguard.models.domain.port.Progress;

/** An event that clients of the server can follow. */
public sealed interface ServerEvent {

  /** The event's name, as clients see it. */
  String name();

  Instant time();

  /** The model that the event is about; empty for an event of the server. */
  Optional<ModelName> model();

  /** A fetch made progress, or a verification ended. */
  record ModelProgress(Progress.Event event, Instant time) implements ServerEvent {

    @Override
    public String name() {
      return event.kind().text();
    }

    @Override
    public Optional<ModelName> model() {
      return Optional.of(event.model());
    }
  }

  /** Other work on a model made progress. */
  record WorkProgress(Progress.Work work, Instant time) implements ServerEvent {

    @Override
    public String name() {
      return Progress.Kind.PROGRESS.text();
    }

    @Override
    public Optional<ModelName> model() {
      return work.model();
    }
  }

  /**
   * The state of a model after work on it has ended.
   *
   * @param failure why the work failed; empty if it succeeded
   */
  record StateChanged(
      ModelName changed, ModelState state, Optional<CacheException> failure, Instant time)
      implements ServerEvent {

    @Override
    public String name() {
      return "state";
    }

    @Override
    public Optional<ModelName> model() {
      return Optional.of(changed);
    }
  }

  /** A registry with other content is in force. */
  record RegistryChanged(int models, Instant time) implements ServerEvent {

    @Override
    public String name() {
      return "registry";
    }

    @Override
    public Optional<ModelName> model() {
      return Optional.empty();
    }
  }
}
