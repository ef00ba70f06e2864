package org.pumaguard.models.cli.settings;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/**
 * For command lines that are described by calls: nothing is made by reflection. Picocli's own
 * factory would look for Groovy in every jar first.
 */
public final class NoReflectionFactory implements CommandLine.IFactory {

  /** The one that there is. */
  public static final CommandLine.IFactory FACTORY = new NoReflectionFactory();

  private NoReflectionFactory() {}

  @Override
  public <K> K create(Class<K> type) {
    if (type.equals(List.class)) {
      return type.cast(new ArrayList<>());
    }
    throw new IllegalStateException("not described by calls: " + type);
  }
}
