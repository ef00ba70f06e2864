package org.pumaguard.models.cli;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.multibindings.Multibinder;
import org.pumaguard.models.cli.settings.StrictModule;
import org.pumaguard.models.domain.port.Fetcher;

/**
 * Initializes the classes of the injector on another thread while the main thread parses the
 * command line.
 */
final class InjectorPreload extends Thread {

  private InjectorPreload() {
    super("warm-up-injector");
    setDaemon(true);
  }

  static void startThread() {
    new InjectorPreload().start();
  }

  @Override
  public void run() {
    Guice.createInjector(new StrictModule(), new PreloadModule());
  }

  /** The kinds of bindings that the program's modules have. */
  private static final class PreloadModule extends AbstractModule {
    @Override
    protected void configure() {
      Multibinder.newSetBinder(binder(), Fetcher.class);
    }
  }
}
