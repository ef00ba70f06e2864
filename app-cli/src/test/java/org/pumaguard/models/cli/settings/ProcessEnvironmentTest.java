package org.pumaguard.models.cli.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The directories that follow from the environment. */
class ProcessEnvironmentTest {

  private static final Path HERE = Path.of("/work");

  @Test
  void theHomeOfTheEnvironmentTakesPrecedence() {
    assertEquals(
        Path.of("/home/me/.local/share/pumaguard/models"),
        new ProcessEnvironment(Map.of("HOME", "/home/me"), HERE).defaultCacheDirectory());
  }

  @Test
  void anUnknownUserHasNoHomeBelowTheWorkingDirectory() {
    assertEquals("/home/me", ProcessEnvironment.homeOfUser("/home/me"));
    assertEquals("/nonexistent", ProcessEnvironment.homeOfUser("?"));
    assertEquals("/nonexistent", ProcessEnvironment.homeOfUser(""));
  }
}
