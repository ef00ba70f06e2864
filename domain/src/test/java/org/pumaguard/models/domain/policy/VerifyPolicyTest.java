package org.pumaguard.models.domain.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.domain.model.Fingerprint;

class VerifyPolicyTest {

  private static final Fingerprint RECORDED = new Fingerprint(10, 20, 30, 40);

  @ParameterizedTest(name = "{0} trusts {1},{2},{3},{4}: {5}")
  @CsvSource({
    "CHANGED, 10, 20, 30, 40, true",
    "CHANGED, 11, 20, 30, 40, false",
    "CHANGED, 10, 21, 30, 40, false",
    "CHANGED, 10, 20, 31, 40, false",
    "CHANGED, 10, 20, 30, 41, false",
    "ALWAYS, 10, 20, 30, 40, false",
    "NEVER, 10, 20, 30, 40, true",
    "NEVER, 10, 21, 31, 41, true",
    "NEVER, 11, 20, 30, 40, false"
  })
  void trusts(VerifyPolicy policy, long size, long mtime, long ctime, long inode, boolean trusted) {
    assertEquals(trusted, policy.trusts(RECORDED, new Fingerprint(size, mtime, ctime, inode)));
  }

  @ParameterizedTest
  @EnumSource
  void readsItsOwnText(VerifyPolicy policy) {
    assertEquals(policy, VerifyPolicy.parse(policy.text()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Changed", "ALWAYS", "sometimes", " never"})
  void refusesAnotherWord(String text) {
    assertThrows(IllegalArgumentException.class, () -> VerifyPolicy.parse(text));
  }
}
