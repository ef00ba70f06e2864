package org.pumaguard.models.cli;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.multibindings.Multibinder;
import org.pumaguard.models.cli.command.CommandOptions;
import org.pumaguard.models.cli.settings.StrictModule;
import org.pumaguard.models.domain.port.Fetcher;
import org.pumaguard.models.filesystem.FilesystemModule;

/**
 * Initialises the classes of the injector, then those of the registry parser, on another thread
 * while the main thread parses the command line. A single thread does both in this order: the main
 * thread needs the injector first, and on two processors a third thread gains nothing. Uses no
 * lambdas or streams, whose own initialisation would delay it.
 */
final class Preload extends Thread {

  private Preload() {
    super("preload");
    setDaemon(true);
  }

  static void start(String[] arguments) {
    boolean isAlone = Runtime.getRuntime().availableProcessors() < 2;
    if (!isAlone && CommandOptions.commandAmong(arguments).isPresent()) {
      new Preload().start();
    }
  }

  @Override
  public void run() {
    Guice.createInjector(new StrictModule(), new SetModule());
    FilesystemModule.warmUp();
  }

  /** Binds a set, as the modules of the program do for their fetchers. */
  private static final class SetModule extends AbstractModule {
    @Override
    protected void configure() {
      Multibinder.newSetBinder(binder(), Fetcher.class);
    }
  }
}
