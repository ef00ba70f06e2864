package org.pumaguard.models.cli;

import org.pumaguard.models.filesystem.FilesystemModule;

/**
 * Has the classes of the registry reader loaded by another thread while the command line is parsed:
 * nearly every command needs both, and each takes about as long as the other. Written without
 * lambdas and streams, whose own start would be waited for.
 */
final class ParserPreload extends Thread {

  private ParserPreload() {
    super("warm-up");
    setDaemon(true);
  }

  static void start(String[] arguments) {
    boolean isAlone = Runtime.getRuntime().availableProcessors() < 2;
    if (!isAlone && arguments.length > 0 && !arguments[0].startsWith("-")) {
      new ParserPreload().start();
      InjectorPreload.startThread();
    }
  }

  @Override
  public void run() {
    FilesystemModule.warmUp();
  }
}
