package org.pumaguard.models.cli;

import com.google.inject.Guice;
import org.pumaguard.models.filesystem.FilesystemModule;

/**
 * Has the classes of the injector and of the registry reader loaded by other threads while the
 * command line is parsed. Nearly every command needs all three, and each takes about as long as the
 * others. Written without lambdas and streams, whose own start would be waited for.
 */
final class WarmUp extends Thread {

  private final boolean injector;

  private WarmUp(boolean injector) {
    super("warm-up");
    this.injector = injector;
    setDaemon(true);
  }

  static void start(String[] arguments) {
    boolean isAlone = Runtime.getRuntime().availableProcessors() < 2;
    if (!isAlone && arguments.length > 0 && !arguments[0].startsWith("-")) {
      new WarmUp(true).start();
      new WarmUp(false).start();
    }
  }

  @Override
  public void run() {
    if (injector) {
      Guice.createInjector();
    } else {
      FilesystemModule.warmUp();
    }
  }
}
