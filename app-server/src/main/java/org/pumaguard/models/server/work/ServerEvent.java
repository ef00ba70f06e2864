package org.pumaguard.models.server.work;

import java.time.Instant;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.ModelState;
import org.pumaguard.models.domain.port.Progress;

/** An event that clients of the server can follow. */
public sealed interface ServerEvent {

  /** The event's name, as clients see it. */
  String name();

  Instant time();

  /** A fetch made progress, or a verification ended. */
  record ModelProgress(Progress.Event event, Instant time) implements ServerEvent {

    @Override
    public String name() {
      return event.kind().text();
    }
  }

  /** Other work on a model made progress. */
  record WorkProgress(Progress.Work work, Instant time) implements ServerEvent {

    @Override
    public String name() {
      return Progress.Kind.PROGRESS.text();
    }
  }

  /** A model has a new state, and work on it has ended. */
  record StateChanged(ModelName model, ModelState state, Instant time) implements ServerEvent {

    @Override
    public String name() {
      return "state";
    }
  }

  /** A registry with other content is in force. */
  record RegistryChanged(int models, Instant time) implements ServerEvent {

    @Override
    public String name() {
      return "registry";
    }
  }
}
