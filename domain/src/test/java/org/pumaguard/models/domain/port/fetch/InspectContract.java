package org.pumaguard.models.domain.port.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Fetcher.Failure;
import org.pumaguard.models.domain.port.Fetcher.Reason;
import org.pumaguard.models.domain.port.Fetcher.Route;

/** What every fetcher tells of itself and of a location. */
public interface InspectContract extends FetcherFixture {

  /** The most bytes of a file that an inspection returns. */
  int FEW_BYTES = 1024;

  @Test
  default void namesItsSchemesInLowerCase() throws IOException {
    assertFalse(fetcher().schemes().isEmpty());
    for (String scheme : fetcher().schemes()) {
      assertEquals(scheme.toLowerCase(Locale.ROOT), scheme);
    }
    assertTrue(fetcher().schemes().contains(absent().scheme()));
    assertEquals(fetcher().schemes(), fetcher().schemes());
  }

  /** An offline cache does not call a fetcher that does. */
  @Test
  default void tellsWhetherItOpensSockets() throws IOException {
    assertEquals(opensSockets(), fetcher().usesNetwork());
  }

  @Test
  default void inspectsTheBeginningOfAFile() throws IOException {
    byte[] content = new byte[MANY_BYTES];
    new Random(5).nextBytes(content);
    Location location = publish("inspected.h5", content);
    Route route = fetcher().inspect(location, new Cancellation());
    assertEquals(location, route.hops().get(0));
    assertEquals(announced(content), route.total());
    int count = route.beginning().remaining();
    assertTrue(count > 0 && count <= FEW_BYTES, () -> count + " bytes");
    assertEquals(ByteBuffer.wrap(content, 0, count), route.beginning());
  }

  @Test
  default void inspectsAFileThatIsShort() throws IOException {
    byte[] content = {1, 2, 3};
    Route route = fetcher().inspect(publish("short.h5", content), new Cancellation());
    assertEquals(announced(content), route.total());
    assertEquals(ByteBuffer.wrap(content), route.beginning());
  }

  @Test
  default void inspectsWhatIsNotThere() throws IOException {
    Location absent = absent();
    Failure failure =
        assertThrows(Failure.class, () -> fetcher().inspect(absent, new Cancellation()));
    assertEquals(Reason.NOT_FOUND, failure.reason());
  }

  @Test
  default void inspectsNothingWhenItIsCancelled() throws IOException {
    Location location = publish("uninspected.h5", new byte[MANY_BYTES]);
    Cancellation cancellation = new Cancellation();
    cancellation.cancel();
    assertThrows(CancellationException.class, () -> fetcher().inspect(location, cancellation));
  }
}
