package org.pumaguard.models.server.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.pumaguard.models.domain.model.ModelName;

/**
 * How a server is to behave.
 *
 * @param host the address to listen at
 * @param port the port to listen at; 0 for a free one
 * @param wanted the models that are to be there from the start, and kept up to date
 * @param pullThrough whether a model of the registry that is not cached is fetched when somebody
 *     asks for its bytes
 * @param token what whoever changes something has to show; without one only this machine may
 * @param refresh how often the registry is read again; nought: only when asked to
 * @param scrubInterval how long ago a model may have been read before it is read again; nought: as
 *     long as one likes
 * @param maxConnections connections at once; further ones wait
 * @param idle how long a connection may be silent, in either direction, before it is closed
 * @param grace how long transfers may go on when the server is stopped
 * @param allowedHosts names, besides addresses and {@code localhost}, by which browsers may call
 *     the server to change something
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

  /** These with another address. */
  public ServerSettings at(String otherHost, int otherPort) {
    return new ServerSettings(
        otherHost,
        otherPort,
        wanted,
        pullThrough,
        token,
        refresh,
        scrubInterval,
        maxConnections,
        idle,
        grace,
        allowedHosts,
        accessLog);
  }

  /** These with other models that are to be there. */
  public ServerSettings wanting(Wanted others) {
    return new ServerSettings(
        host,
        port,
        others,
        pullThrough,
        token,
        refresh,
        scrubInterval,
        maxConnections,
        idle,
        grace,
        allowedHosts,
        accessLog);
  }

  /** These, fetching what is asked for or not. */
  public ServerSettings pullThrough(boolean yes) {
    return new ServerSettings(
        host,
        port,
        wanted,
        yes,
        token,
        refresh,
        scrubInterval,
        maxConnections,
        idle,
        grace,
        allowedHosts,
        accessLog);
  }

  /** Not the token. */
  @Override
  public String toString() {
    return "server at " + host + ":" + port + ", " + wanted + (token.isPresent() ? ", token" : "");
  }

  /**
   * Which models.
   *
   * @param all all of the registry, whatever the names
   */
  public record Wanted(boolean all, List<ModelName> names) {

    /** All models of the registry. */
    public static final Wanted ALL = new Wanted(true, List.of());

    /** None. */
    public static final Wanted NONE = new Wanted(false, List.of());

    public Wanted {
      names = List.copyOf(names);
    }

    /** These models. */
    public static Wanted only(List<ModelName> names) {
      return new Wanted(false, names);
    }
  }
}
