import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.pumaguard.models.Models;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.server.ModelServer;
import org.pumaguard.models.server.settings.ServerSettings;

/**
 * A program that needs its models and serves them to the rest of the site. Its arguments are a
 * registry, a cache directory, and a port.
 */
public final class Station {

  private Station() {}

  /** Runs until it is told to stop. */
  public static void main(String[] arguments) throws InterruptedException {
    Path registry = Path.of(arguments[0]);
    int port = Integer.parseInt(arguments[2]);
    try (ModelServer server = start(Path.of(arguments[1]), registry.toUri(), port)) {
      System.out.println("models are served at " + server.uri());
      server.cache().registry().models().forEach(model -> use(server, model.name()));
      System.out.println("ready: " + server.isReady());
      Thread.currentThread().join();
    }
  }

  // doc: start
  static ModelServer start(Path directory, URI registry, int port) {
    return ModelServer.start(
        Models.at(directory).registry(registry), ServerSettings.DEFAULT.at("127.0.0.1", port));
  }
  // doc: end

  /** Waits for a model if need be; a warm one costs a look at the file. */
  private static void use(ModelServer server, ModelName name) {
    Path file = server.cache().ensure(name);
    System.out.println(name + " is at " + file + (Files.isReadable(file) ? "" : ", unreadable"));
  }
}
