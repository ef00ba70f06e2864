package org.pumaguard.models.server.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;
import org.pumaguard.models.cli.settings.Option;
import org.pumaguard.models.cli.settings.SharedOptions;

/** The table of the server's options. */
class ServerOptionsTest {

  @Test
  void commandLineAcceptsServerKeysInTheSharedFile() {
    assertEquals(
        ServerOptions.OWN.stream().map(Option::key).toList(), SharedOptions.TABLE.otherKeys());
  }

  @Test
  void aServerShowsNoResults() {
    assertFalse(ServerOptions.COMMAND_LINE.contains(SharedOptions.OUTPUT));
    assertFalse(ServerOptions.COMMAND_LINE.contains(SharedOptions.PROGRESS));
  }
}
