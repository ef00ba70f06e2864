package org.pumaguard.models.filesystem.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Content;
import org.pumaguard.models.domain.port.Fetcher;
import org.pumaguard.models.filesystem.FilesystemModule;

class FileFetcherTest {

  @TempDir Path temp;
  private final FileFetcher fetcher = new FileFetcher();
  private final CollectingReceiver receiver = new CollectingReceiver();

  @Test
  void servesFilesWithoutANetwork() {
    assertEquals(Set.of("file"), fetcher.schemes());
    assertFalse(fetcher.usesNetwork());
  }

  @Test
  void fetchesAFileAndAnnouncesItsLength() throws IOException {
    Location location = file("model.pt", "content");
    Fetcher.Outcome outcome =
        fetcher.fetch(Fetcher.Request.whole(location), receiver, new Cancellation());
    assertEquals(Fetcher.Outcome.COMPLETE, outcome);
    assertEquals("content", receiver.text());
    assertEquals(
        List.of(new Fetcher.Head(location, 0, OptionalLong.of(7), Optional.empty(), true)),
        receiver.heads);
  }

  @Test
  void fetchesALongFileInSeveralBuffers() throws IOException {
    byte[] bytes = new byte[1_000_003];
    new Random(3).nextBytes(bytes);
    Path file = Files.write(temp.resolve("long"), bytes);
    fetcher.fetch(Fetcher.Request.whole(new Location(file.toUri())), receiver, new Cancellation());
    assertEquals(ByteBuffer.wrap(bytes), ByteBuffer.wrap(receiver.bytes.toByteArray()));
  }

  @Test
  void fetchesAnEmptyFile() throws IOException {
    fetcher.fetch(Fetcher.Request.whole(file("empty", "")), receiver, new Cancellation());
    assertEquals("", receiver.text());
    assertEquals(OptionalLong.of(0), receiver.heads.get(0).total());
  }

  @Test
  void startsAtTheOffset() throws IOException {
    fetcher.fetch(from(3, file("model.pt", "content")), receiver, new Cancellation());
    assertEquals("tent", receiver.text());
    assertEquals(3, receiver.heads.get(0).offset());
    assertEquals(OptionalLong.of(7), receiver.heads.get(0).total());
  }

  @Test
  void fetchesNothingAtTheEnd() throws IOException {
    fetcher.fetch(from(7, file("model.pt", "content")), receiver, new Cancellation());
    assertEquals("", receiver.text());
    assertEquals(7, receiver.heads.get(0).offset());
  }

  @Test
  void restartsIfTheFileIsShorterThanTheOffset() throws IOException {
    fetcher.fetch(from(8, file("model.pt", "content")), receiver, new Cancellation());
    assertEquals("content", receiver.text());
    assertEquals(0, receiver.heads.get(0).offset());
  }

  @Test
  void reportsADirectory() {
    assertEquals(Fetcher.Reason.DIRECTORY, reason(new Location(temp.toUri())));
  }

  @Test
  void reportsAMissingFile() {
    assertEquals(Fetcher.Reason.NOT_FOUND, reason(new Location(temp.resolve("absent").toUri())));
  }

  @Test
  void reportsAMissingFolder() {
    assertEquals(
        Fetcher.Reason.NOT_FOUND, reason(new Location(temp.resolve("absent/file").toUri())));
  }

  @ParameterizedTest
  @ValueSource(strings = {"file://otherhost/etc/hostname", "file:relative", "file://a@b:1/x"})
  void refusesOtherHosts(String uri) {
    assertEquals(Fetcher.Reason.REFUSED, reason(new Location(URI.create(uri))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "//", "//localhost"})
  void acceptsAllFormsOfLocalUris(String authority) throws IOException {
    file("model.pt", "content");
    Location location = new Location(URI.create("file:" + authority + temp.resolve("model.pt")));
    fetcher.fetch(Fetcher.Request.whole(location), receiver, new Cancellation());
    assertEquals("content", receiver.text());
  }

  @ParameterizedTest
  @ValueSource(strings = {"two words", "50%", "a+b", "a?b#c", "%41", "ü.pt", "🐆.pt"})
  void fetchesFilesWithSpecialNames(String name) throws IOException {
    assumeTrue(
        Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"))
            .newEncoder()
            .canEncode(name),
        "the locale cannot encode this name");
    file(name, "content of " + name);
    Location location = new Location(temp.toUri()).child(name);
    fetcher.fetch(Fetcher.Request.whole(location), receiver, new Cancellation());
    assertEquals("content of " + name, receiver.text());
  }

  @Test
  void followsSymbolicLinks() throws IOException {
    file("target", "content");
    Files.createSymbolicLink(temp.resolve("link"), temp.resolve("target"));
    fetcher.fetch(
        Fetcher.Request.whole(new Location(temp.resolve("link").toUri())),
        receiver,
        new Cancellation());
    assertEquals("content", receiver.text());
  }

  @Test
  void rethrowsExceptionsOfTheReceiver() throws IOException {
    IOException full = new IOException("no space left on device");
    Location location = file("model.pt", "content");
    Fetcher.Receiver refusing =
        new Fetcher.Receiver() {
          @Override
          public boolean begin(Fetcher.Head head) {
            return true;
          }

          @Override
          public boolean accept(ByteBuffer bytes) throws IOException {
            throw full;
          }
        };
    assertSame(
        full,
        assertThrows(
            IOException.class,
            () -> fetcher.fetch(Fetcher.Request.whole(location), refusing, new Cancellation())));
  }

  @ParameterizedTest
  @CsvSource({"ALL, COMPLETE, 0", "ENOUGH, STOPPED, 0", "NONE, COMPLETE, 7"})
  void pushesOnlyWhatItsReceiverHasNotTakenFromTheFile(
      Fetcher.Taken taken, Fetcher.Outcome outcome, int pushed) throws IOException {
    Location location = file("model.pt", "content");
    AtomicInteger bytes = new AtomicInteger();
    Fetcher.Receiver receiver =
        new Fetcher.Receiver() {
          @Override
          public boolean begin(Fetcher.Head head) {
            return true;
          }

          @Override
          public Fetcher.Taken take(Content content, ByteRange range) {
            return taken;
          }

          @Override
          public boolean accept(ByteBuffer next) {
            bytes.addAndGet(next.remaining());
            return true;
          }
        };

    assertEquals(
        outcome, fetcher.fetch(Fetcher.Request.whole(location), receiver, new Cancellation()));

    assertEquals(pushed, bytes.get());
  }

  @Test
  void fetchesNothingWhenCancelled() throws IOException {
    Cancellation cancellation = new Cancellation();
    cancellation.cancel();
    Location location = file("model.pt", "content");
    assertThrows(
        Exception.class,
        () -> fetcher.fetch(Fetcher.Request.whole(location), receiver, cancellation));
    assertEquals("", receiver.text());
  }

  @Test
  void fetchesTheBuiltInRegistry() throws IOException {
    ClassPathFetcher resources = new ClassPathFetcher();
    assertEquals(Set.of("classpath"), resources.schemes());
    assertFalse(resources.usesNetwork());
    resources.fetch(
        Fetcher.Request.whole(FilesystemModule.BUILT_IN_REGISTRY), receiver, new Cancellation());
    assertTrue(receiver.text().contains("schema: 2"));
  }

  @Test
  void reportsAMissingResource() {
    Location absent = new Location(URI.create("classpath:/absent.yaml"));
    Fetcher.Failure failure =
        assertThrows(
            Fetcher.Failure.class,
            () ->
                new ClassPathFetcher()
                    .fetch(Fetcher.Request.whole(absent), receiver, new Cancellation()));
    assertEquals(Fetcher.Reason.NOT_FOUND, failure.reason());
  }

  private Fetcher.Reason reason(Location location) {
    Fetcher.Failure failure =
        assertThrows(
            Fetcher.Failure.class,
            () -> fetcher.fetch(Fetcher.Request.whole(location), receiver, new Cancellation()));
    assertEquals(List.of(), receiver.heads);
    return failure.reason();
  }

  private Location file(String name, String text) throws IOException {
    return new Location(Files.writeString(temp.resolve(name), text).toUri());
  }

  private static Fetcher.Request from(long offset, Location location) {
    return Fetcher.Request.from(location, offset, Optional.empty());
  }

  /** Collects all bytes. */
  private static final class CollectingReceiver implements Fetcher.Receiver {

    private final List<Fetcher.Head> heads = new ArrayList<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override
    public boolean begin(Fetcher.Head head) {
      heads.add(head);
      return true;
    }

    @Override
    public boolean accept(ByteBuffer from) {
      bytes.write(from.array(), from.arrayOffset() + from.position(), from.remaining());
      return true;
    }

    String text() {
      return bytes.toString(StandardCharsets.UTF_8);
    }
  }
}
