package org.pumaguard.models.server.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.pumaguard.models.domain.model.ModelName;

/**
 * The settings of a server.
 *
 * @param host the address to listen on
 * @param port the port to listen on; 0 for a free one
 * @param wanted the models that are fetched at the start and kept current
 * @param pullThrough whether a request for a model that is not cached fetches it
 * @param token the token required for state-changing requests; if empty, only requests from this
 *     machine may change state
 * @param refresh the interval between reads of the registry; 0: only on request
 * @param scrubInterval the age of a model's last full verification at which it is repeated; 0:
 *     never
 * @param maxConnections maximum number of concurrent connections; further ones wait
 * @param idle how long a connection may be idle, in either direction, before it is closed
 * @param grace how long transfers may continue after the server is told to stop
 * @param allowedHosts host names, besides addresses and {@code localhost}, that browsers may use
 *     for state-changing requests
 * @param accessLog a file to which a line of JSON is appended for each request; {@code -} for
 *     standard output
 */
public record ServerSettings(
    String host,
    int port,
    Wanted wanted,
    boolean pullThrough,
    Optional<String> token,
    Duration refresh,
    Duration scrubInterval,
    int maxConnections,
    Duration idle,
    Duration grace,
    List<String> allowedHosts,
    Optional<Path> accessLog) {

  /** Port 8080 of the loopback interface, all models, no token. */
  public static final ServerSettings DEFAULT =
      new ServerSettings(
          "127.0.0.1",
          8080,
          Wanted.ALL,
          false,
          Optional.empty(),
          Duration.ofHours(1),
          Duration.ofDays(7),
          1000,
          Duration.ofSeconds(60),
          Duration.ofSeconds(10),
          List.of(),
          Optional.empty());

  public ServerSettings {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("no port: " + port);
    }
    allowedHosts = List.copyOf(allowedHosts);
  }

  /** These settings at another address. */
  public ServerSettings at(String otherHost, int otherPort) {
    return with(builder -> builder.at(otherHost, otherPort));
  }

  /** These settings with other wanted models. */
  public ServerSettings wanting(Wanted others) {
    return with(builder -> builder.wanted(others));
  }

  /** These settings with pull-through enabled or disabled. */
  public ServerSettings pullThrough(boolean yes) {
    return with(builder -> builder.pullThrough(yes));
  }

  /**
   * These settings with changes, such as {@code settings.with(b ->
   * b.token("t").maxConnections(9))}.
   *
   * @throws IllegalArgumentException if a changed setting is invalid
   */
  public ServerSettings with(UnaryOperator<ServerSettingsBuilder> changes) {
    return changes.apply(new ServerSettingsBuilder(this)).build();
  }

  /** Omits the token. */
  @Override
  public String toString() {
    return "server at " + host + ":" + port + ", " + wanted + (token.isPresent() ? ", token" : "");
  }

  /**
   * The wanted models.
   *
   * @param all whether all models of the registry are wanted, regardless of the names
   */
  public record Wanted(boolean all, List<ModelName> names) {

    /** All models of the registry. */
    public static final Wanted ALL = new Wanted(true, List.of());

    /** No models. */
    public static final Wanted NONE = new Wanted(false, List.of());

    public Wanted {
      names = List.copyOf(names);
    }

    /** Only these models. */
    public static Wanted only(List<ModelName> names) {
      return new Wanted(false, names);
    }
  }
}
