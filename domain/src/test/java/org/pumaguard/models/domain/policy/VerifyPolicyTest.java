package org.pumaguard.models.domain.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.domain.model.Fingerprint;

class VerifyPolicyTest {

  private static final Fingerprint RECORDED = new Fingerprint(10, 20, 30, 40);

  @ParameterizedTest(name = "{0} trusts {1},{2},{3},{4}: {5}")
  @CsvSource({
    "changed, 10, 20, 30, 40, true",
    "changed, 11, 20, 30, 40, false",
    "changed, 10, 21, 30, 40, false",
    "changed, 10, 20, 31, 40, false",
    "changed, 10, 20, 30, 41, false",
    "mtime, 10, 20, 30, 40, true",
    "mtime, 10, 20, 31, 41, true",
    "mtime, 10, 21, 30, 40, false",
    "mtime, 11, 20, 30, 40, false",
    "mtime, 10, 0, 30, 40, true",
    "mtime, 10, 1000000021, 30, 40, false",
    "always, 10, 20, 30, 40, false",
    "never, 10, 20, 30, 40, true",
    "never, 10, 21, 31, 41, true",
    "never, 11, 20, 30, 40, false"
  })
  void trusts(VerifyPolicy policy, long size, long mtime, long ctime, long inode, boolean trusted) {
    assertEquals(trusted, policy.trusts(RECORDED, new Fingerprint(size, mtime, ctime, inode)));
  }

  @ParameterizedTest(name = "{0} with at most {1}, verified {2} before: {3}")
  @CsvSource({
    "changed, P30D, P29D, true",
    "changed, P30D, P30D, true",
    "changed, P30D, P31D, false",
    "changed, PT0S, P9999D, true",
    "mtime, P30D, P31D, false",
    "always, P30D, P1D, false",
    "never, P30D, P31D, true"
  })
  void trustsNoLongerThanItsMaximumAge(
      VerifyPolicy policy, Duration maxAge, Duration before, boolean trusted) {
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    assertEquals(
        trusted,
        policy.withMaxAge(Optional.of(maxAge)).trusts(RECORDED, now.minus(before), RECORDED, now));
  }

  /** A record that was rebuilt from disk has no ctime, as its file was not read. */
  @Test
  void trustsNoRebuiltRecordByItsMtime() {
    Fingerprint rebuilt = new Fingerprint(10, 20, 0, 40);
    assertFalse(VerifyPolicy.MTIME.trusts(rebuilt, new Fingerprint(10, 20, 30, 40)));
  }

  /** As on FAT, where a change within the same two seconds leaves the same time. */
  @ParameterizedTest(
      name = "content {0} and status {1} ns after a second, verified {2} ms after: {3}")
  @CsvSource({
    "0, 0, 0, false",
    "0, 0, 1999, false",
    "0, 0, 2000, true",
    "0, 0, -1999, false",
    "0, 0, -2000, true",
    "1, 0, 0, true",
    "0, 1, 0, true"
  })
  void rereadsAFileVerifiedInTheTickOfItsChange(
      long mtime, long ctime, long verifiedMillis, boolean trusted) {
    Instant second = Instant.parse("2026-01-01T00:00:00Z");
    long nanos = second.getEpochSecond() * 1_000_000_000;
    Fingerprint coarse = new Fingerprint(10, nanos + mtime, nanos + ctime, 40);
    Instant verified = second.plusMillis(verifiedMillis);
    Instant later = second.plusSeconds(3600);
    assertEquals(trusted, VerifyPolicy.CHANGED.trusts(coarse, verified, coarse, later));
    assertTrue(VerifyPolicy.NEVER.trusts(coarse, verified, coarse, later));
  }

  @Test
  void aMaximumAgeDoesNotMakeAChangedFileTrusted() {
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    VerifyPolicy policy = VerifyPolicy.CHANGED.withMaxAge(Optional.of(Duration.ofDays(30)));
    assertFalse(policy.trusts(RECORDED, now, new Fingerprint(10, 20, 31, 40), now));
  }

  @ParameterizedTest
  @ValueSource(strings = {"changed", "always", "never"})
  void readsItsOwnText(String text) {
    assertEquals(text, VerifyPolicy.parse(text).text());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Changed", "ALWAYS", "sometimes", " never"})
  void refusesAnotherWord(String text) {
    assertThrows(IllegalArgumentException.class, () -> VerifyPolicy.parse(text));
  }
}
