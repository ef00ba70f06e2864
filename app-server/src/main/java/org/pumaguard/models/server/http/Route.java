package org.pumaguard.models.server.http;

/** The routes of the server: an HTTP method and a path template. */
public enum Route {
  PAGE("GET", "/"),
  ASSET("GET", "/assets/{file}"),
  LIVE("GET", "/health/live"),
  READY("GET", "/health/ready"),
  METRICS("GET", "/metrics"),
  MODELS("GET", "/api/v1/models"),
  MODEL("GET", "/api/v1/models/{name}"),
  REMOVE("DELETE", "/api/v1/models/{name}"),
  ENSURE("POST", "/api/v1/models/{name}/ensure"),
  VERIFY("POST", "/api/v1/models/{name}/verify"),
  REPAIR("POST", "/api/v1/models/{name}/repair"),
  REFRESH("POST", "/api/v1/registry/refresh"),
  STATUS("GET", "/api/v1/status"),
  EVENTS("GET", "/api/v1/events"),
  HISTORY("GET", "/api/v1/events/history"),
  TRAFFIC("GET", "/api/v1/traffic"),
  OPENAPI("GET", "/api/v1/openapi.yaml"),
  LISTING_ABOVE("GET", "/models"),
  LISTING("GET", "/models/"),
  FILE("GET", "/models/{name}"),
  TAGGED_FILE("GET", "/models/{tag}/{name}"),
  BLOB("GET", "/blobs/sha256/{hex}"),
  REGISTRY("GET", "/model-registry.yaml");

  /**
   * Replaces an encoded question mark while a path is matched. The code point is not a character,
   * so no name contains it.
   */
  public static final char QUESTION_MARK = '\uFFFF';

  private final String method;
  private final String template;

  Route(String method, String template) {
    this.method = method;
    this.template = template;
  }

  public String method() {
    return method;
  }

  public String template() {
    return template;
  }

  /** Whether the route changes state and needs authorisation. */
  public boolean changesState() {
    return !method.equals("GET");
  }
}
