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
  private final Taking taking = new Taking();

  @Test
  void servesFilesWithoutANetwork() {
    assertEquals(Set.of("file"), fetcher.schemes());
    assertFalse(fetcher.usesNetwork());
  }

  @Test
  void bringsAWholeFileAndSaysItsLengthBefore() throws IOException {
    Location location = file("model.pt", "content");
    Fetcher.Outcome outcome =
        fetcher.fetch(Fetcher.Request.whole(location), taking, new Cancellation());
    assertEquals(Fetcher.Outcome.COMPLETE, outcome);
    assertEquals("content", taking.text());
    assertEquals(
        List.of(new Fetcher.Head(location, 0, OptionalLong.of(7), Optional.empty(), true)),
        taking.heads);
  }

  @Test
  void bringsALongFileInPieces() throws IOException {
    byte[] bytes = new byte[1_000_003];
    new Random(3).nextBytes(bytes);
    Path file = Files.write(temp.resolve("long"), bytes);
    fetcher.fetch(Fetcher.Request.whole(new Location(file.toUri())), taking, new Cancellation());
    assertEquals(ByteBuffer.wrap(bytes), ByteBuffer.wrap(taking.bytes.toByteArray()));
  }

  @Test
  void bringsAnEmptyFile() throws IOException {
    fetcher.fetch(Fetcher.Request.whole(file("empty", "")), taking, new Cancellation());
    assertEquals("", taking.text());
    assertEquals(OptionalLong.of(0), taking.heads.get(0).total());
  }

  @Test
  void beginsWhereItIsAsked() throws IOException {
    fetcher.fetch(from(3, file("model.pt", "content")), taking, new Cancellation());
    assertEquals("tent", taking.text());
    assertEquals(3, taking.heads.get(0).offset());
    assertEquals(OptionalLong.of(7), taking.heads.get(0).total());
  }

  @Test
  void bringsNothingMoreFromTheEnd() throws IOException {
    fetcher.fetch(from(7, file("model.pt", "content")), taking, new Cancellation());
    assertEquals("", taking.text());
    assertEquals(7, taking.heads.get(0).offset());
  }

  @Test
  void restartsIfTheFileIsShorterThanTheOffset() throws IOException {
    fetcher.fetch(from(8, file("model.pt", "content")), taking, new Cancellation());
    assertEquals("content", taking.text());
    assertEquals(0, taking.heads.get(0).offset());
  }

  @Test
  void saysThatADirectoryIsOne() {
    assertEquals(Fetcher.Reason.DIRECTORY, reason(new Location(temp.toUri())));
  }

  @Test
  void saysThatThereIsNoSuchFile() {
    assertEquals(Fetcher.Reason.NOT_FOUND, reason(new Location(temp.resolve("absent").toUri())));
  }

  @Test
  void saysThatThereIsNoSuchFolder() {
    assertEquals(
        Fetcher.Reason.NOT_FOUND, reason(new Location(temp.resolve("absent/file").toUri())));
  }

  @ParameterizedTest
  @ValueSource(strings = {"file://otherhost/etc/hostname", "file:relative", "file://a@b:1/x"})
  void refusesWhatIsNotOnThisMachine(String uri) {
    assertEquals(Fetcher.Reason.REFUSED, reason(new Location(URI.create(uri))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "//", "//localhost"})
  void readsAllSpellingsOfThisMachine(String authority) throws IOException {
    file("model.pt", "content");
    Location location = new Location(URI.create("file:" + authority + temp.resolve("model.pt")));
    fetcher.fetch(Fetcher.Request.whole(location), taking, new Cancellation());
    assertEquals("content", taking.text());
  }

  @ParameterizedTest
  @ValueSource(strings = {"two words", "50%", "a+b", "a?b#c", "%41", "ü.pt", "🐆.pt"})
  void findsAFileWhateverItsName(String name) throws IOException {
    assumeTrue(
        Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"))
            .newEncoder()
            .canEncode(name),
        "the locale can't name this file");
    file(name, "content of " + name);
    Location location = new Location(temp.toUri()).child(name);
    fetcher.fetch(Fetcher.Request.whole(location), taking, new Cancellation());
    assertEquals("content of " + name, taking.text());
  }

  @Test
  void followsALinkAsAUserExpects() throws IOException {
    file("target", "content");
    Files.createSymbolicLink(temp.resolve("link"), temp.resolve("target"));
    fetcher.fetch(
        Fetcher.Request.whole(new Location(temp.resolve("link").toUri())),
        taking,
        new Cancellation());
    assertEquals("content", taking.text());
  }

  @Test
  void whatTheReceiverThrowsComesOutUnchanged() throws IOException {
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
  void bringsNoByteWhenItIsCancelled() throws IOException {
    Cancellation cancellation = new Cancellation();
    cancellation.cancel();
    Location location = file("model.pt", "content");
    assertThrows(
        Exception.class,
        () -> fetcher.fetch(Fetcher.Request.whole(location), taking, cancellation));
    assertEquals("", taking.text());
  }

  @Test
  void bringsTheBuiltInRegistryFromTheClassPath() throws IOException {
    ClassPathFetcher resources = new ClassPathFetcher();
    assertEquals(Set.of("classpath"), resources.schemes());
    assertFalse(resources.usesNetwork());
    resources.fetch(
        Fetcher.Request.whole(FilesystemModule.BUILT_IN_REGISTRY), taking, new Cancellation());
    assertTrue(taking.text().contains("schema: 2"));
  }

  @Test
  void saysThatThereIsNoSuchResource() {
    Location absent = new Location(URI.create("classpath:/absent.yaml"));
    Fetcher.Failure failure =
        assertThrows(
            Fetcher.Failure.class,
            () ->
                new ClassPathFetcher()
                    .fetch(Fetcher.Request.whole(absent), taking, new Cancellation()));
    assertEquals(Fetcher.Reason.NOT_FOUND, failure.reason());
  }

  private Fetcher.Reason reason(Location location) {
    Fetcher.Failure failure =
        assertThrows(
            Fetcher.Failure.class,
            () -> fetcher.fetch(Fetcher.Request.whole(location), taking, new Cancellation()));
    assertEquals(List.of(), taking.heads);
    return failure.reason();
  }

  private Location file(String name, String text) throws IOException {
    return new Location(Files.writeString(temp.resolve(name), text).toUri());
  }

  private static Fetcher.Request from(long offset, Location location) {
    return Fetcher.Request.from(location, offset, Optional.empty());
  }

  /** Takes all that comes. */
  private static final class Taking implements Fetcher.Receiver {

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
