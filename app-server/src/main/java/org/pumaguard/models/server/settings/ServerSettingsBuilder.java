package org.pumaguard.models.server.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Changes settings of a server; see {@link ServerSettings#with}. */
public final class ServerSettingsBuilder {

  private String host;
  private int port;
  private ServerSettings.Wanted wanted;
  private boolean pullThrough;
  private Optional<String> token;
  private Duration refresh;
  private Duration scrubInterval;
  private int maxConnections;
  private Duration idle;
  private Duration grace;
  private List<String> allowedHosts;
  private Optional<Path> accessLog;

  ServerSettingsBuilder(ServerSettings settings) {
    this.host = settings.host();
    this.port = settings.port();
    this.wanted = settings.wanted();
    this.pullThrough = settings.pullThrough();
    this.token = settings.token();
    this.refresh = settings.refresh();
    this.scrubInterval = settings.scrubInterval();
    this.maxConnections = settings.maxConnections();
    this.idle = settings.idle();
    this.grace = settings.grace();
    this.allowedHosts = settings.allowedHosts();
    this.accessLog = settings.accessLog();
  }

  /**
   * The address to listen on.
   *
   * @param port 0 for a free one
   */
  public ServerSettingsBuilder at(String host, int port) {
    this.host = host;
    this.port = port;
    return this;
  }

  /** The models that are fetched at the start and kept current. */
  public ServerSettingsBuilder wanted(ServerSettings.Wanted wanted) {
    this.wanted = wanted;
    return this;
  }

  /** Whether a request for a model that is not cached fetches it. */
  public ServerSettingsBuilder pullThrough(boolean pullThrough) {
    this.pullThrough = pullThrough;
    return this;
  }

  /** The token that state-changing requests must carry. */
  public ServerSettingsBuilder token(String token) {
    this.token = Optional.of(token);
    return this;
  }

  /** The interval between reads of the registry; 0: only on request. */
  public ServerSettingsBuilder refresh(Duration refresh) {
    this.refresh = refresh;
    return this;
  }

  /** The age of a model's last full verification at which it is repeated; 0: never. */
  public ServerSettingsBuilder scrubInterval(Duration scrubInterval) {
    this.scrubInterval = scrubInterval;
    return this;
  }

  /** The maximum number of concurrent connections. */
  public ServerSettingsBuilder maxConnections(int maxConnections) {
    this.maxConnections = maxConnections;
    return this;
  }

  /** How long a connection may be idle before it is closed. */
  public ServerSettingsBuilder idle(Duration idle) {
    this.idle = idle;
    return this;
  }

  /** How long transfers may continue after the server is told to stop. */
  public ServerSettingsBuilder grace(Duration grace) {
    this.grace = grace;
    return this;
  }

  /** Host names that browsers may use for state-changing requests. */
  public ServerSettingsBuilder allowedHosts(List<String> allowedHosts) {
    this.allowedHosts = allowedHosts;
    return this;
  }

  /** The file to which a line of JSON is appended for each request. */
  public ServerSettingsBuilder accessLog(Path accessLog) {
    this.accessLog = Optional.of(accessLog);
    return this;
  }

  ServerSettings build() {
    return new ServerSettings(
        host,
        port,
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
}
