package org.pumaguard.models.server.work;

import org.pumaguard.models.cli.json.SingleLine;
import org.pumaguard.models.cli.settings.ByteSizes;
import org.pumaguard.models.domain.port.Progress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs each event of a model; verified and reused fragments at debug level only. */
public final class EventLog implements Progress {

  private static final Logger LOG = LoggerFactory.getLogger("pumaguard-models");

  @Override
  public void on(Event event) {
    switch (event.kind()) {
      case STARTED, FINISHED -> LOG.info("{}", line(event));
      case RETRY, SOURCE_SWITCHED, FAILED -> LOG.warn("{}", line(event));
      case REUSED, VERIFIED -> LOG.debug("{}", line(event));
      case PROGRESS -> {}
    }
  }

  @Override
  public void warn(String message) {
    LOG.warn("{}", SingleLine.line(message));
  }

  private static String line(Event event) {
    StringBuilder line = new StringBuilder();
    line.append(event.model()).append(": ").append(event.kind().text());
    event.fragment().ifPresent(fragment -> line.append(", ").append(fragment));
    event.bytes().ifPresent(bytes -> line.append(", ").append(ByteSizes.bytes(bytes)));
    event.source().ifPresent(source -> line.append(", ").append(source));
    event.reason().ifPresent(reason -> line.append(": ").append(SingleLine.line(reason)));
    return line.toString();
  }
}
