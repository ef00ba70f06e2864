package org.pumaguard.models.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransferProgressTest {

  @ParameterizedTest
  @CsvSource({
    "0, 10, 0 of 10 bytes",
    "1023, 1023, 1023 of 1023 bytes",
    "512, 1024, 0.5 of 1.0 KiB",
    "12897485, 50331648, 12.3 of 48.0 MiB",
    "1073741824, 3221225472, 1.0 of 3.0 GiB",
    "0, 9223372036854775807, 0.0 of 8388608.0 TiB"
  })
  void showsPositionAndLengthInOneUnit(long position, long end, String text) {
    TransferProgress progress = new TransferProgress();

    progress.start(position, OptionalLong.of(end));

    assertEquals(text, progress.toString());
  }

  @ParameterizedTest
  @CsvSource({"0, 0 bytes", "1536, 1.5 KiB", "5242880, 5.0 MiB"})
  void showsThePositionIfTheLengthIsUnknown(long position, String text) {
    TransferProgress progress = new TransferProgress();

    progress.start(position, OptionalLong.empty());

    assertEquals(text, progress.toString());
  }
}
