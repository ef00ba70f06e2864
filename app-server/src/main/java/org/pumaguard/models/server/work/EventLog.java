package org.pumaguard.models.server.work;

import org.pumaguard.models.domain.model.SingleLine;
import org.pumaguard.models.domain.port.Progress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs each event of a model; verified and reused fragments at debug level only. */
public final class EventLog implements Progress {

  private static final Logger LOG = LoggerFactory.getLogger("pumaguard-models");

  @Override
  public void on(Event event) {
    switch (event.kind()) {
      case STARTED, FINISHED -> LOG.info("{}", event.text());
      case RETRY, SOURCE_SWITCHED, FAILED -> LOG.warn("{}", event.text());
      case REUSED, VERIFIED -> LOG.debug("{}", event.text());
      case PROGRESS -> {}
    }
  }

  @Override
  public void warn(String message) {
    LOG.warn("{}", SingleLine.line(message));
  }
}
