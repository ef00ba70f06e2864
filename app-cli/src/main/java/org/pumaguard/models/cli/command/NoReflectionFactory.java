package org.pumaguard.models.cli.command;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/**
 * Creates the collections of the command line without reflection. Picocli's default factory first
 * searches every jar for Groovy.
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
