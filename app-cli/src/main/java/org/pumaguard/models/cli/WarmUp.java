package org.pumaguard.models.cli;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.google.inject.Guice;
import java.io.IOException;

/**
 * Has the classes of the injector and of the YAML reader loaded by other threads while the command
 * line is parsed. Nearly every command needs all three, and each takes about as long as the others.
 */
final class WarmUp {

  private WarmUp() {}

  static void start() {
    start(WarmUp::injector);
    start(WarmUp::yaml);
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "warm-up");
    thread.setDaemon(true);
    thread.start();
  }

  private static void injector() {
    Guice.createInjector();
  }

  private static void yaml() {
    try (JsonParser parser = new YAMLFactory().createParser("a: {b: 1}")) {
      parser.nextToken();
      parser.skipChildren();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
