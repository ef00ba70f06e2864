package org.pumaguard.models.server;

import org.pumaguard.models.cli.settings.Option;
import org.pumaguard.models.cli.settings.OptionGroup;
import org.pumaguard.models.cli.usage.HelpText;
import org.pumaguard.models.server.settings.ServerOptions;

/** The help of the server: a short page, and one with all options. */
final class ServerHelp {

  private static final int TERM_COLUMNS = 24;

  private ServerHelp() {}

  /** The most used options and an example. */
  static String overview() {
    return begun()
        .section("Examples")
        .line("  pumaguard-models-server")
        .line("  pumaguard-models-server --host 0.0.0.0 --models labels.txt --pull-through")
        .line("  curl -f http://127.0.0.1:8080/health/ready")
        .section("Server options")
        .term("    --host ADDRESS", "Address to listen on (default: 127.0.0.1)")
        .term("    --port N", "Port to listen on (default: 8080)")
        .term("    --models NAME,…", "Models to keep available; all (default), or none")
        .term("    --pull-through", "Fetch other models on the first request for them")
        .term("    --token-file FILE", "Token that state-changing requests must carry")
        .term("    --refresh AGE", "Interval for reading the registry (default: 1h)")
        .term("    --scrub-interval AGE", "Interval for verifying models (default: 7d)")
        .term("    --probe", "Ask the running server whether it runs")
        .section("Cache options")
        .term("-r, --registry URL", "Registry: a URL, a file, or a folder with one")
        .term("-s, --source LOCATION", "Source to fetch from, instead of the registry's")
        .term("    --cache-dir DIR", "Directory of the cached models")
        .term("    --limit-rate BYTES", "Bytes per second over all connections")
        .term("    --quota BYTES", "Remove the least recently used models above this")
        .section("Other options")
        .term("-h, --help", "Print this help")
        .term("    --help-all", "Print all options, signals and exit statuses")
        .term("-V, --version", "Print the version")
        .toString();
  }

  /** All options. */
  static String all() {
    HelpText page = begun().section("Server options");
    for (Option option : ServerOptions.OWN) {
      page.option(option);
    }
    page.term(
        "    " + ServerCommandLine.PROBE,
        "Ask the server at --host and --port whether it runs; exit with 0 if so, else 1.");
    for (OptionGroup group : OptionGroup.values()) {
      page.section(group.title());
      group.options().stream().filter(ServerOptions.COMMAND_LINE::contains).forEach(page::option);
    }
    return page.section("Signals")
        .term("SIGHUP", "Read the registry again and reopen the access log.")
        .term("SIGTERM, SIGINT", "Stop after the running transfers, or after 10 s.")
        .section("Exit status")
        .term("0", "stopped")
        .term("1", "internal error, or the address is in use")
        .term("2", "usage: options or the configuration file")
        .term("3", "unknown model")
        .term("4", "registry unreadable or invalid")
        .term("130", "interrupted")
        .line("")
        .paragraph(
            "The keys of the configuration file ~/.config/pumaguard/models.yaml are the long names"
                + " of the options. AGE is a number with s, m, h, d or w; BYTES may end in k, M or"
                + " G.")
        .toString();
  }

  private static HelpText begun() {
    return new HelpText(TERM_COLUMNS)
        .line("Usage: " + ServerCommandLine.PROGRAM + " [OPTIONS]")
        .line("Fetch models, keep them up to date and intact, and serve them over HTTP.");
  }
}
