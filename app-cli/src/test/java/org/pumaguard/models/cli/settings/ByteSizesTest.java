package org.pumaguard.models.cli.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizesTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 1",
    "300000, 300000",
    "1k, 1024",
    "500K, 512000",
    "1.5M, 1572864",
    "2m, 2097152",
    "0.5k, 512",
    "1.0001k, 1024",
    "2G, 2147483648",
    "' 1g ', 1073741824",
    "8589934591G, 9223372035781033984"
  })
  void readsNumbersOfBytesAsCurlDoes(String text, long bytes) {
    assertEquals(bytes, ByteSizes.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "k",
        "-1",
        "1.",
        ".5M",
        "1,5M",
        "1T",
        "1kB",
        "1e6",
        "0.5",
        "0x10",
        "8589934592G"
      })
  void refusesWhatIsNoNumberOfBytes(String text) {
    assertThrows(IllegalArgumentException.class, () -> ByteSizes.parse(text));
  }
}
