package org.pumaguard.models.domain.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.Hint;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.Fragment;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.Fetcher;
import org.pumaguard.models.domain.source.FetchRouter;

class FailureLogTest {

  private static final Fragment FRAGMENT =
      new Fragment(FileName.parse("m_aa"), Sha256.ofUtf8("model"), OptionalLong.of(5));

  private final FailureLog log =
      new FailureLog("m: fragment m_aa", FRAGMENT, new FetchRouter(List.of(), false));

  @Test
  void quotesTheLastFailureOfEachSource() {
    log.add(failure("http://a.example/m_aa", Fetcher.Reason.BUSY, "busy"));
    log.add(failure("http://a.example/m_aa", Fetcher.Reason.NOT_FOUND, "not found"));
    log.add(failure("http://b.example/m_aa", Fetcher.Reason.TIMED_OUT, "read timed out"));

    CacheException failure = log.failure();

    assertEquals(CacheException.Kind.UNAVAILABLE, failure.kind());
    assertEquals(
        "m: fragment m_aa: no source has it: http://a.example/m_aa: not found,"
            + " http://b.example/m_aa: read timed out",
        failure.getMessage());
    assertEquals(3, failure.getSuppressed().length);
  }

  @Test
  void isNotFoundIfThatIsTheLastAnswerOfEachSource() {
    log.add(failure("http://a.example/m_aa", Fetcher.Reason.BUSY, "busy"));
    log.add(failure("http://a.example/m_aa", Fetcher.Reason.NOT_FOUND, "not found"));
    log.add(failure("http://b.example/m_aa", Fetcher.Reason.NOT_FOUND, "not found"));

    assertEquals(CacheException.Kind.NOT_FOUND, log.failure().kind());
    assertEquals(Hint.CHECK_SOURCE_ADDRESS, log.failure().hint());

    log.add(failure("http://c.example/m_aa", Fetcher.Reason.UNREACHABLE, "no route"));
    assertEquals(CacheException.Kind.UNAVAILABLE, log.failure().kind());
    assertEquals(Hint.CHECK_SOURCE, log.failure().hint());
  }

  @Test
  void reportsTheLastMismatchBeforeOtherFailures() {
    log.addWrongDigest(
        location("http://a.example/m_aa"), Sha256.ofUtf8("wrong"), "(5 bytes)", Optional.empty());
    log.add(failure("http://b.example/m_aa", Fetcher.Reason.NOT_FOUND, "not found"));

    CacheException failure = log.failure();

    assertEquals(CacheException.Kind.INTEGRITY, failure.kind());
    assertEquals(
        "m: fragment m_aa: checksum mismatch at http://a.example/m_aa: expected sha256 "
            + FRAGMENT.sha256()
            + " (5 bytes), got "
            + Sha256.ofUtf8("wrong")
            + " (5 bytes); from other sources: http://b.example/m_aa: not"
            + " found; nothing of it was kept",
        failure.getMessage());
  }

  @Test
  void suggestsToTrustACertificateIfNothingElseFailed() {
    log.add(failure("https://a.example/m_aa", Fetcher.Reason.UNTRUSTED, "unknown authority"));
    assertEquals(Hint.TRUST_CERTIFICATE, log.failure().hint());

    log.add(failure("https://b.example/m_aa", Fetcher.Reason.BUSY, "busy"));
    assertEquals(Hint.CHECK_SOURCE, log.failure().hint());
  }

  @ParameterizedTest
  @CsvSource({
    "FORBIDDEN, CHECK_CREDENTIALS",
    "UNREACHABLE, CHECK_NETWORK",
    "TIMED_OUT, EXTEND_TIMEOUT",
    "SERVER_ERROR, RETRY_SOURCE_LATER",
    "BROKEN, CHECK_SOURCE"
  })
  void suggestsWhatHelpsIfAllFailForOneReason(Fetcher.Reason reason, Hint hint) {
    log.add(failure("https://a.example/m_aa", reason, "why"));
    log.add(failure("https://b.example/m_aa", reason, "why"));
    assertEquals(hint, log.failure().hint());
  }

  @Test
  void countsSourcesThatItDoesNotQuote() {
    for (String host : List.of("a", "b", "c", "d", "e")) {
      log.add(failure("http://" + host + ".example/m_aa", Fetcher.Reason.BUSY, "busy"));
    }
    String message = String.valueOf(log.failure().getMessage());
    assertTrue(message.endsWith("http://c.example/m_aa: busy, and 2 more"), message);
  }

  private static Fetcher.Failure failure(String where, Fetcher.Reason reason, String message) {
    return new Fetcher.Failure(reason, location(where), message, Optional.empty());
  }

  private static Location location(String text) {
    return new Location(URI.create(text));
  }
}
