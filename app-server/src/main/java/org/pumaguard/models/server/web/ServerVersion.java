package org.pumaguard.models.server.web;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** The version of the server. */
public final class ServerVersion {

  private ServerVersion() {}

  /** The version of the build; {@code unknown} if the resource is missing. */
  public static String text() {
    Properties properties = new Properties();
    try (InputStream resource =
        ServerVersion.class.getResourceAsStream(
            "/org/pumaguard/models/server/version.properties")) {
      if (resource != null) {
        properties.load(resource);
      }
    } catch (IOException e) {
      return "unknown";
    }
    return properties.getProperty("version", "unknown");
  }
}
