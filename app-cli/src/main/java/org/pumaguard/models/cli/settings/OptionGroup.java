package org.pumaguard.models.cli.settings;

import java.util.List;

/** The shared options by purpose, in the order of the help. */
@SuppressWarnings("ImmutableEnumChecker") // What List.of makes.
public enum OptionGroup {
  REGISTRY(
      "Registry options",
      List.of(SharedOptions.REGISTRY, SharedOptions.SOURCE, SharedOptions.ALLOW_INSECURE_REGISTRY)),
  CACHE(
      "Cache options",
      List.of(
          SharedOptions.CACHE_DIR,
          SharedOptions.BASE_DIR,
          SharedOptions.VERIFY,
          SharedOptions.VERIFY_MAX_AGE)),
  FETCH(
      "Fetch options",
      List.of(
          SharedOptions.PARALLEL,
          SharedOptions.LIMIT_RATE,
          SharedOptions.QUOTA,
          SharedOptions.PROGRESS)),
  NETWORK(
      "Network options",
      List.of(
          SharedOptions.OFFLINE,
          SharedOptions.TIMEOUT,
          SharedOptions.RETRIES,
          SharedOptions.CA_BUNDLE,
          SharedOptions.CLIENT_CERT,
          SharedOptions.CLIENT_KEY)),
  OUTPUT(
      "Output options", List.of(SharedOptions.OUTPUT, SharedOptions.QUIET, SharedOptions.VERBOSE));

  private final String title;
  private final List<Option> options;

  OptionGroup(String title, List<Option> options) {
    this.title = title;
    this.options = options;
  }

  /** The heading in the help. */
  public String title() {
    return title;
  }

  /** The options, in the order of the help. */
  public List<Option> options() {
    return options;
  }
}
