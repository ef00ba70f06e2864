package org.pumaguard.models.domain.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.ModelState;
import org.pumaguard.models.domain.model.Publication;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.policy.VerifyPolicy;
import org.pumaguard.models.domain.port.BlobIndex;
import org.pumaguard.models.domain.port.BlobStore;
import org.pumaguard.models.domain.port.CacheRegistry;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.ContentStore;
import org.pumaguard.models.domain.port.Inventory;
import org.pumaguard.models.domain.port.ModelFiles;
import org.pumaguard.models.domain.port.Partials;
import org.pumaguard.models.domain.port.Progress;
import org.pumaguard.models.domain.port.UnpackedDirectories;

/** A model of ten bytes in a directory whose ports count the calls, and fail when read. */
class StateCheckTest {

  private static final ModelName NAME = ModelName.parse("m.pt");
  private static final Sha256 WANTED = Sha256.parse("a".repeat(64));
  private static final Sha256 OTHER = Sha256.parse("b".repeat(64));
  private static final Instant VERIFIED = Instant.parse("2026-03-01T12:00:00Z");
  private static final Fingerprint FILE = new Fingerprint(10, 1_000, 1_000, 7);

  private final Map<String, Integer> calls = new HashMap<>();
  private Optional<Fingerprint> file = Optional.empty();
  private Optional<CacheRegistry.Entry> entry = Optional.empty();

  @Test
  void looksOnceAtTheFileAndAtTheRecord() throws IOException {
    file = Optional.of(FILE);
    entry = Optional.of(entry(WANTED));
    Verdict verdict = determine();
    assertTrue(verdict.isHit());
    assertEquals(Map.of("ModelFiles.find", 1, "CacheRegistry.find", 1), calls);
  }

  @Test
  void isMissingWithoutAFileWhateverIsRecorded() throws IOException {
    entry = Optional.of(entry(WANTED));
    assertEquals(ModelState.MISSING, determine().state());
  }

  @Test
  void isOutdatedIfAnotherVersionIsRecorded() throws IOException {
    file = Optional.of(FILE);
    entry = Optional.of(entry(OTHER));
    Verdict.Outdated outdated = assertInstanceOf(Verdict.Outdated.class, determine());
    assertEquals(FILE, outdated.file());
    assertFalse(outdated.isHit());
  }

  @Test
  void isDamagedIfAnUnrecordedFileHasAnotherLength() throws IOException {
    file = Optional.of(new Fingerprint(11, 1_000, 1_000, 7));
    assertInstanceOf(Verdict.Damaged.class, determine());
    assertEquals(Map.of("ModelFiles.find", 1, "CacheRegistry.find", 1), calls);
  }

  @Test
  void hasToReadAFileThatHasChangedSinceItWasVerified() throws IOException {
    Sighting.Present sighting =
        new Sighting.Present(new Fingerprint(10, 2_000, 2_000, 7), Optional.of(entry(WANTED)));
    assertEquals(Optional.empty(), check().atOnce(sighting));
  }

  private Verdict determine() throws IOException {
    return check().determine(check().view().look(NAME), new Cancellation(), Progress.none());
  }

  private StateCheck check() {
    return new StateCheck(view(), model(), VerifyPolicy.CHANGED, VERIFIED);
  }

  private CacheView view() {
    return new CacheView(
        new ContentStore(
            counting(BlobStore.class, Optional.empty()),
            counting(BlobIndex.class, Optional.empty()),
            counting(Partials.class, Optional.empty()),
            counting(ModelFiles.class, file),
            counting(UnpackedDirectories.class, false),
            counting(Inventory.class, false)),
        counting(CacheRegistry.class, entry));
  }

  private static Model model() {
    OptionalLong size = OptionalLong.of(10);
    return new Model(
        NAME,
        WANTED,
        size,
        new Publication(FileName.parse("m.pt"), WANTED, size, List.of(), Optional.empty()),
        Model.About.NOTHING,
        List.of(),
        Optional.empty());
  }

  private static CacheRegistry.Entry entry(Sha256 content) {
    return new CacheRegistry.Entry(
        NAME,
        new CacheRegistry.Version(
            content, FILE, Optional.empty(), VERIFIED, VERIFIED, Optional.empty()),
        VERIFIED,
        Optional.empty(),
        false,
        List.of());
  }

  /** A port whose methods all return the same value. */
  private <T> T counting(Class<T> port, Object answer) {
    return port.cast(
        Proxy.newProxyInstance(
            port.getClassLoader(),
            new Class<?>[] {port},
            (proxy, method, arguments) -> {
              calls.merge(port.getSimpleName() + "." + method.getName(), 1, Integer::sum);
              return answer;
            }));
  }
}
