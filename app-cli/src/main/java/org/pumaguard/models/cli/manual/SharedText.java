package org.pumaguard.models.cli.manual;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.pumaguard.models.cli.settings.Option;

/** What the manual pages of both programs have in common. */
public final class SharedText {

  private SharedText() {}

  /**
   * The environment variables.
   *
   * @param options those of the program
   * @param jvm the variable with further options of Java
   */
  public static Map<String, String> environment(List<Option> options, String jvm) {
    Map<String, String> variables = new LinkedHashMap<>();
    for (Option option : options) {
      if (!option.environmentVariable().isEmpty()) {
        variables.put(
            option.environmentVariable(), "The value of " + option.longName() + note(option) + ".");
      }
    }
    variables.put("PUMAGUARD_TOKEN", "A bearer token for the host in PUMAGUARD_TOKEN_HOST.");
    variables.put("PUMAGUARD_TOKEN_HOST", "The only host that gets the token.");
    variables.put("HTTPS_PROXY , HTTP_PROXY , ALL_PROXY", "Proxies, in either case.");
    variables.put("NO_PROXY", "Hosts that are reached without a proxy.");
    variables.put("NETRC", "The file with credentials instead of ~/.netrc.");
    variables.put("SSL_CERT_FILE", "Certificates that are trusted in addition.");
    variables.put("JAVA_HOME", "The Java to run; the default is the java on the PATH.");
    variables.put(jvm, "Further options of Java, separated by spaces, such as -Xmx64m.");
    return variables;
  }

  private static String note(Option option) {
    return switch (option.kind()) {
      case FLAG -> " (1 or 0)";
      case ONE -> "";
      case MANY -> ", separated by spaces";
      case PATHS -> ", separated by colons";
    };
  }

  /** The files. */
  public static Map<String, String> files() {
    Map<String, String> files = new LinkedHashMap<>();
    files.put(
        "$XDG_CONFIG_HOME/pumaguard/models.yaml",
        "The configuration, by default below ~/.config. Its keys are the long names of options, such"
            + " as quota: 4G. An option overrides the environment, which overrides this file.");
    files.put(
        "$XDG_DATA_HOME/pumaguard/models",
        "The cache directory, by default below ~/.local/share. Each model is a file of its name;"
            + " model-registry.json records them, and .pumaguard holds the rest.");
    files.put("~/.netrc", "Credentials for hosts.");
    return files;
  }
}
