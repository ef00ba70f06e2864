package org.pumaguard.models.domain.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.Fragment;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.Fetcher;

class RejectedBodyTest {

  private static final Location WHERE = new Location(URI.create("http://models.example/m.h5"));
  private static final Fragment FRAGMENT =
      new Fragment(FileName.parse("m.h5"), Sha256.ofUtf8("model"), OptionalLong.of(5));

  @Test
  void acceptsTheLengthOfTheRegistryAndAnUnknownLength() {
    assertTrue(RejectedBody.find(FRAGMENT, head(OptionalLong.of(5))).isEmpty());
    assertTrue(RejectedBody.find(FRAGMENT, head(OptionalLong.empty())).isEmpty());
  }

  @Test
  void readsAShortBodyInFullAndNamesItsDigest() {
    RejectedBody body = RejectedBody.find(FRAGMENT, head(OptionalLong.of(7))).orElseThrow();

    assertTrue(body.read(bytes("error")));
    assertFalse(body.read(bytes(" 5")));

    LengthMismatch mismatch = body.mismatch();
    assertEquals("5 bytes", mismatch.expected());
    assertTrue(
        mismatch.actual().startsWith("sha256 " + Sha256.ofUtf8("error 5") + " (7 bytes)"),
        mismatch::actual);
    assertEquals(Optional.of(WHERE), mismatch.where());
    assertFalse(mismatch.isStored());
  }

  @Test
  void readsOnlyTheBeginningOfALongBody() {
    RejectedBody body = RejectedBody.find(FRAGMENT, head(OptionalLong.of(1 << 20))).orElseThrow();

    assertFalse(body.read(bytes("<!DOCTYPE html>" + " ".repeat(64 * 1024))));

    assertTrue(body.mismatch().actual().startsWith("1048576 bytes"), body.mismatch()::actual);
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Fetcher.Head head(OptionalLong total) {
    return new Fetcher.Head(WHERE, 0, total, Optional.empty(), true);
  }
}
