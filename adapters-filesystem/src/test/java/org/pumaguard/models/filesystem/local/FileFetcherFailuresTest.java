package org.pumaguard.models.filesystem.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Fetcher;

/** Failures of the source become fetch failures; failures of the receiver are rethrown. */
class FileFetcherFailuresTest {

  private static final Fetcher.Receiver TAKING = receiver(() -> {}, () -> {});

  @TempDir Path temp;
  private Location file;

  @BeforeEach
  void writeAFile() throws IOException {
    file = new Location(Files.writeString(temp.resolve("model.pt"), "content").toUri());
  }

  @ParameterizedTest
  @MethodSource("failuresOfTheCache")
  void rethrowsExceptionsOfTheReceiverAtTheBeginning(IOException mine) {
    Fetcher.Receiver refusing = receiver(failing(mine), () -> {});
    assertSame(mine, assertThrows(IOException.class, () -> fetch(file, refusing)));
  }

  @ParameterizedTest
  @MethodSource("failuresOfTheCache")
  void rethrowsExceptionsOfTheReceiverForBytes(IOException mine) {
    Fetcher.Receiver refusing = receiver(() -> {}, failing(mine));
    assertSame(mine, assertThrows(IOException.class, () -> fetch(file, refusing)));
  }

  static Stream<IOException> failuresOfTheCache() {
    return Stream.of(
        new AccessDeniedException("cache"),
        new NoSuchFileException("cache"),
        new FileSystemException("cache", null, "No space left on device"));
  }

  @Test
  void reportsNotFoundBelowAFile() {
    assertEquals(Fetcher.Reason.NOT_FOUND, reason(file.child("child.pt")));
  }

  @Test
  void reportsNotFoundForAnOverlongName() {
    Location folder = new Location(temp.toUri());
    assertEquals(Fetcher.Reason.NOT_FOUND, reason(folder.child("n".repeat(300))));
  }

  private static Fetcher.Reason reason(Location location) {
    return assertThrows(Fetcher.Failure.class, () -> fetch(location, TAKING)).reason();
  }

  private static void fetch(Location location, Fetcher.Receiver receiver) throws IOException {
    new FileFetcher().fetch(Fetcher.Request.whole(location), receiver, new Cancellation());
  }

  private static Action failing(IOException failure) {
    return () -> {
      throw failure;
    };
  }

  private static Fetcher.Receiver receiver(Action begin, Action accept) {
    return new Fetcher.Receiver() {
      @Override
      public boolean begin(Fetcher.Head head) throws IOException {
        begin.run();
        return true;
      }

      @Override
      public boolean accept(ByteBuffer bytes) throws IOException {
        accept.run();
        return true;
      }
    };
  }

  /** The behaviour of a receiver. */
  private interface Action {
    void run() throws IOException;
  }
}
