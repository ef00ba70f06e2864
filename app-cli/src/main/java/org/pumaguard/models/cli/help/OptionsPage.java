package org.pumaguard.models.cli.help;

import org.pumaguard.models.cli.output.Console;
import org.pumaguard.models.cli.settings.OptionGroup;
import org.pumaguard.models.cli.usage.HelpText;

/** All shared options, the other ways to set them, environment variables and exit statuses. */
final class OptionsPage {

  private static final int TERM_COLUMNS = 26;

  private OptionsPage() {}

  static HelpText text() {
    HelpText page =
        new HelpText(TERM_COLUMNS)
            .line("Usage: " + Console.PROGRAM + " [OPTIONS] COMMAND [ARGUMENTS]")
            .line("")
            .paragraph(
                "These options may stand before or after the command. The variable in brackets sets"
                    + " an option too. So does the configuration file"
                    + " ~/.config/pumaguard/models.yaml, whose keys are the long names, such as"
                    + " 'cache-dir: /srv/models'. An option overrides the variable, which overrides"
                    + " the file. AGE is a number with s, m, h, d or w; BYTES may end in k, M or"
                    + " G. In a NAME, * stands for any characters; quote it for the shell.");
    for (OptionGroup group : OptionGroup.values()) {
      page.section(group.title());
      group.options().forEach(page::option);
    }
    page.section("Other options")
        .term("-h, --help", "Print the help of the program or of a command, and exit.")
        .term("-V, --version", "Print the version and exit.");
    return exitStatuses(variables(page));
  }

  private static HelpText variables(HelpText page) {
    return page.section("Environment")
        .term(
            "HTTPS_PROXY, ALL_PROXY, …",
            "Proxies as for curl, in either case; also HTTP_PROXY and NO_PROXY.")
        .term("NETRC", "File with user names and passwords (default: ~/.netrc).")
        .term(
            "PUMAGUARD_TOKEN",
            "Bearer token for the host that PUMAGUARD_TOKEN_HOST names, and for no other.")
        .term("NO_COLOR", "Plain words instead of colours and symbols.")
        .term("JAVA_HOME", "The Java to run (default: the one on the PATH).");
  }

  private static HelpText exitStatuses(HelpText page) {
    return page.section("Exit status")
        .term("0", "done")
        .term("1", "internal error")
        .term("2", "usage: options, arguments or the configuration file")
        .term("3", "unknown model")
        .term("4", "registry unreadable or invalid")
        .term("5", "integrity: a checksum does not match")
        .term("6", "source unavailable")
        .term("7", "offline and not cached")
        .term("8", "storage: disk full, permission, lock, or output not writable")
        .term("130", "interrupted")
        .line("With several failures, the status is that of the first one.");
  }
}
