package org.pumaguard.models.server;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** The version of the server. */
final class Version {

  private Version() {}

  /** As the build has it. */
  static String text() {
    Properties properties = new Properties();
    try (InputStream resource = Version.class.getResourceAsStream("version.properties")) {
      if (resource != null) {
        properties.load(resource);
      }
    } catch (IOException e) {
      return "unknown";
    }
    return properties.getProperty("version", "unknown");
  }
}
