package org.pumaguard.models.domain.port;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.pumaguard.models.domain.port.DiskSpace.Access;
import org.pumaguard.models.domain.port.DiskSpace.Access.State;

/** What every {@link DiskSpace} does. */
public interface DiskSpaceContract {

  /** The space of a directory, which need not exist. */
  DiskSpace space(Path directory);

  /** An existing, empty, writable directory for the running test. */
  Path existingDirectory() throws IOException;

  /** The files of the same disk. */
  PlainFiles files();

  @Test
  default void namesItsDirectory() throws IOException {
    Path directory = existingDirectory().resolve("cache");
    assertEquals(directory, space(directory).directory());
  }

  @Test
  default void aMissingDirectoryIsCreatableInItsNearestParent() throws IOException {
    Path parent = existingDirectory();
    assertEquals(
        new Access(State.CREATABLE, parent),
        space(parent.resolve("not").resolve("there")).access());
  }

  @Test
  default void anExistingDirectoryIsWritable() throws IOException {
    Path directory = existingDirectory();
    assertEquals(new Access(State.WRITABLE, directory), space(directory).access());
  }

  @Test
  default void aFileBlocksTheDirectoryAndThoseBelowIt() throws IOException {
    Path file = existingDirectory().resolve("file");
    files().writeText(file, "x");
    assertEquals(new Access(State.BLOCKED, file), space(file).access());
    assertEquals(new Access(State.BLOCKED, file), space(file.resolve("below")).access());
  }

  @Test
  default void aMissingDirectoryHasTheSpaceOfItsDisk() throws IOException {
    Path parent = existingDirectory();
    assertTrue(space(parent.resolve("not").resolve("there")).free() > 0);
    assertTrue(space(parent).free() > 0);
  }

  @Test
  default void aMissingDirectoryHasTheTraitsOfItsDisk() throws IOException {
    Path parent = existingDirectory();
    assertEquals(space(parent).traits(), space(parent.resolve("not").resolve("there")).traits());
    assertFalse(space(parent).traits().isDivided());
  }

  @Test
  default void lookingCreatesNothing() throws IOException {
    Path missing = existingDirectory().resolve("not");
    DiskSpace space = space(missing.resolve("there"));
    assertTrue(space.free() > 0);
    assertEquals(State.CREATABLE, space.access().state());
    assertFalse(files().exists(missing));
  }
}
