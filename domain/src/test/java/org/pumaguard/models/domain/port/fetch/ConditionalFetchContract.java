package org.pumaguard.models.domain.port.fetch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.CollectingReceiver;
import org.pumaguard.models.domain.port.Fetcher.Outcome;
import org.pumaguard.models.domain.port.Fetcher.Request;

/** What every fetcher does with the validator of a request (RFC 9110, 13.1). */
public interface ConditionalFetchContract extends FetcherFixture {

  byte[] FIRST = "mountain lion".getBytes(StandardCharsets.UTF_8);
  byte[] SECOND = "mountain lions".getBytes(StandardCharsets.UTF_8);
  Optional<String> FOREIGN = Optional.of("\"of another file\"");

  @Test
  default void aValidatorIdentifiesContent() throws IOException {
    Location location = publish("validated.h5", FIRST);
    Optional<String> first = validator(location);
    assertEquals(givesValidators(), first.isPresent());
    assertEquals(first, validator(location));
    publish("validated.h5", SECOND);
    if (givesValidators()) {
      assertNotEquals(first, validator(location));
    }
  }

  @Test
  default void continuesIfTheContentIsTheSame() throws IOException {
    Location location = publish("continued.h5", FIRST);
    CollectingReceiver rest = fetch(Request.from(location, 9, validator(location)));
    int offset = supportsOffset() ? 9 : 0;
    assertEquals(offset, rest.head().offset());
    assertArrayEquals(Arrays.copyOfRange(FIRST, offset, FIRST.length), rest.bytes());
  }

  @Test
  default void beginsAgainIfTheContentHasChanged() throws IOException {
    Location location = publish("changed.h5", FIRST);
    Optional<String> former = validator(location);
    publish("changed.h5", SECOND);
    if (givesValidators()) {
      requireWhole(SECOND, fetch(Request.from(location, 9, former)));
      requireWhole(SECOND, fetch(new Request(location, 9, OptionalLong.of(12), former)));
      requireWhole(SECOND, fetch(Request.from(location, 9, FOREIGN)));
    }
  }

  @Test
  default void pushesNothingThatIsNotModified() throws IOException {
    Location location = publish("kept.h5", FIRST);
    Optional<String> present = validator(location);
    CollectingReceiver receiver = new CollectingReceiver();
    Outcome outcome =
        fetcher().fetch(Request.from(location, 0, present), receiver, new Cancellation());
    assertEquals(givesValidators() ? Outcome.NOT_MODIFIED : Outcome.COMPLETE, outcome);
    assertEquals(!givesValidators(), receiver.wasCalled());
  }

  @Test
  default void pushesTheWholeFileIfItIsModified() throws IOException {
    Location location = publish("modified.h5", FIRST);
    Optional<String> former = validator(location);
    publish("modified.h5", SECOND);
    requireWhole(SECOND, fetch(Request.from(location, 0, former)));
    requireWhole(SECOND, fetch(Request.from(location, 0, FOREIGN)));
  }

  private Optional<String> validator(Location location) throws IOException {
    return fetch(Request.whole(location)).head().validator();
  }

  private CollectingReceiver fetch(Request request) throws IOException {
    CollectingReceiver receiver = new CollectingReceiver();
    Outcome outcome = fetcher().fetch(request, receiver, new Cancellation());
    assertEquals(Outcome.COMPLETE, outcome);
    assertFalse(receiver.bytes().length == 0, "nothing was pushed");
    return receiver;
  }

  private static void requireWhole(byte[] content, CollectingReceiver received) {
    assertEquals(0, received.head().offset());
    assertArrayEquals(content, received.bytes());
  }
}
