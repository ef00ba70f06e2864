import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.port.Adapters;
import org.pumaguard.models.domain.port.Progress;
import org.pumaguard.models.filesystem.FilesystemModule;
import org.pumaguard.models.filesystem.FilesystemSettings;
import org.pumaguard.models.http.HttpConnections;
import org.pumaguard.models.http.HttpModule;
import org.pumaguard.models.http.settings.HttpSettings;
import org.pumaguard.models.server.ModelServer;
import org.pumaguard.models.server.settings.ServerSettings;

/** The same with Guice: the server is bound, and whoever starts the injector closes it. */
public final class GuiceStation {

  private GuiceStation() {}

  /** Runs until it is told to stop; the arguments are a registry, a cache directory, and a port. */
  public static void main(String[] arguments) throws InterruptedException {
    URI registry = Path.of(arguments[0]).toUri();
    int port = Integer.parseInt(arguments[2]);
    try (HttpConnections connections = new HttpConnections(HttpSettings.DEFAULT);
        ModelServer server =
            Guice.createInjector(
                    new FilesystemModule(new FilesystemSettings(Path.of(arguments[1]))),
                    new HttpModule(connections),
                    new StationModule(registry, port))
                .getInstance(ModelServer.class)) {
      System.out.println("models are served at " + server.uri());
      Thread.currentThread().join();
    }
  }

  // doc: guice
  static final class StationModule extends AbstractModule {

    private final URI registry;
    private final int port;

    StationModule(URI registry, int port) {
      this.registry = registry;
      this.port = port;
    }

    @Override
    protected void configure() {
      bind(Clock.class).toInstance(Clock.systemUTC());
      bind(Progress.class).toInstance(Progress.none());
    }

    @Provides
    @Singleton
    ModelServer server(Adapters adapters) {
      return ModelServer.start(
          adapters, new Location(registry), ServerSettings.DEFAULT.at("127.0.0.1", port));
    }
  }
  // doc: end
}
