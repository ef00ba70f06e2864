package org.pumaguard.models.cli;

import java.io.IOException;
import java.util.logging.LogManager;

/**
 * Leaves the JDK's own logging as it is before it is configured: nobody here logs there, but Guice
 * makes a logger, and configuring would open every jar in search of another logging provider, which
 * takes as long as starting Java. The launcher names this class in {@code
 * java.util.logging.manager}.
 */
public final class NoJdkLogging extends LogManager {

  /** Made by the JDK. */
  public NoJdkLogging() {}

  @Override
  public void readConfiguration() throws IOException {
    throw new IOException("not configured");
  }
}
