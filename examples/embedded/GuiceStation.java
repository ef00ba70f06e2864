import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import java.net.URI;
import java.nio.file.Path;
import org.pumaguard.models.Models;
import org.pumaguard.models.server.ModelServer;
import org.pumaguard.models.server.settings.ServerSettings;

/** The same with Guice: the server is bound, and whoever starts the injector closes it. */
public final class GuiceStation {

  private GuiceStation() {}

  /** Runs until it is told to stop; the arguments are a registry, a cache directory, and a port. */
  public static void main(String[] arguments) throws InterruptedException {
    URI registry = Path.of(arguments[0]).toUri();
    int port = Integer.parseInt(arguments[2]);
    try (ModelServer server =
        Guice.createInjector(new StationModule(Path.of(arguments[1]), registry, port))
            .getInstance(ModelServer.class)) {
      System.out.println("models are served at " + server.uri());
      Thread.currentThread().join();
    }
  }

  // doc: guice
  static final class StationModule extends AbstractModule {

    private final Path directory;
    private final URI registry;
    private final int port;

    StationModule(Path directory, URI registry, int port) {
      this.directory = directory;
      this.registry = registry;
      this.port = port;
    }

    @Provides
    @Singleton
    ModelServer server() {
      return ModelServer.start(
          Models.at(directory).registry(registry), ServerSettings.DEFAULT.at("127.0.0.1", port));
    }
  }
  // doc: end
}
