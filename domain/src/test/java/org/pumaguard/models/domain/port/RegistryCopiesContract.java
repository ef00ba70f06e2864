package org.pumaguard.models.domain.port;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.port.RegistryCopies.Copy;

/** What every {@link RegistryCopies} does. */
public interface RegistryCopiesContract {

  Location HERE = new Location(URI.create("https://example.org/models/registry.yaml"));
  Location THERE = new Location(URI.create("https://example.org/other/registry.yaml"));

  /** A new instance over the one place of the running test, as another process has it. */
  RegistryCopies copies();

  @Test
  default void findsNoCopyAtFirst() {
    assertEquals(Optional.empty(), copies().find(HERE).map(Copy::place));
  }

  @Test
  default void anotherInstanceFindsTheCopy() throws IOException {
    copies().keep(HERE, copy("models: {}\nä\n", Optional.of("\"v1\"")));
    Copy found = copies().find(HERE).orElseThrow();
    assertArrayEquals("models: {}\nä\n".getBytes(StandardCharsets.UTF_8), found.text());
    assertEquals(Optional.of("\"v1\""), found.validator());
  }

  @Test
  default void relativeSourcesResolveAsBefore() throws IOException {
    copies().keep(HERE, copy("models: {}", Optional.empty()));
    assertEquals(THERE.folder(), copies().find(HERE).orElseThrow().place().folder());
  }

  @Test
  default void replacesTheFormerCopy() throws IOException {
    copies().keep(HERE, copy("a longer text than the next one", Optional.of("\"v1\"")));
    copies().keep(HERE, copy("short", Optional.empty()));
    Copy found = copies().find(HERE).orElseThrow();
    assertArrayEquals("short".getBytes(StandardCharsets.UTF_8), found.text());
    assertEquals(Optional.empty(), found.validator());
  }

  @Test
  default void keepsTheCopiesOfLocationsApart() throws IOException {
    copies().keep(HERE, copy("here", Optional.empty()));
    assertEquals(Optional.empty(), copies().find(THERE).map(Copy::place));
    copies().keep(THERE, copy("there", Optional.empty()));
    assertArrayEquals(
        "here".getBytes(StandardCharsets.UTF_8), copies().find(HERE).orElseThrow().text());
  }

  @Test
  default void keepsAnEmptyText() throws IOException {
    copies().keep(HERE, copy("", Optional.empty()));
    assertEquals(0, copies().find(HERE).orElseThrow().text().length);
  }

  private static Copy copy(String text, Optional<String> validator) {
    return new Copy(text.getBytes(StandardCharsets.UTF_8), validator, THERE);
  }
}
