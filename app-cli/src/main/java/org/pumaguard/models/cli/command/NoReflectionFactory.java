package org.pumaguard.models.cli.command;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/**
 * Creates the lists of a command line that is described by calls, without reflection. Picocli's own
 * factory searches every jar for Groovy first.
 */
final class NoReflectionFactory implements CommandLine.IFactory {

  /** The only instance. */
  static final CommandLine.IFactory FACTORY = new NoReflectionFactory();

  private NoReflectionFactory() {}

  @Override
  public <K> K create(Class<K> type) {
    if (type.equals(List.class)) {
      return type.cast(new ArrayList<>());
    }
    throw new IllegalStateException("not described by calls: " + type);
  }
}
