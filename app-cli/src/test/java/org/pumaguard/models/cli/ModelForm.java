package org.pumaguard.models.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.pumaguard.models.testkit.SampleRegistry;

/**
 * In which form a model is published: as fragments or one file, with a registry that knows sizes or
 * not.
 */
enum ModelForm {
  FRAGMENTS(true, false),
  SIZED_FRAGMENTS(true, true),
  FILE(false, false),
  SIZED_FILE(false, true);

  private static final int FRAGMENTS_COUNT = 3;
  private static final int FRAGMENT_BYTES = 4 << 20;
  private static final int FILE_BYTES = 8 << 20;

  private final boolean isFragmented;
  private final boolean isSized;

  ModelForm(boolean isFragmented, boolean isSized) {
    this.isFragmented = isFragmented;
    this.isSized = isSized;
  }

  FetchFixture fixture(Path temp) throws IOException {
    Path folder = temp.resolve("www");
    SampleRegistry published = isSized ? SampleRegistry.sized(folder) : new SampleRegistry(folder);
    return new FetchFixture(
        temp.resolve("home"),
        isFragmented
            ? published.fragmented(FetchFixture.MODEL, FRAGMENTS_COUNT, FRAGMENT_BYTES, 1)
            : published.single(FetchFixture.MODEL, FILE_BYTES, 1));
  }

  /** The path of the file that is not finished when the program is killed. */
  String unfinished() {
    return isFragmented ? FetchFixture.path('b') : "/" + FetchFixture.MODEL;
  }

  /** Its length. */
  long unfinishedBytes() {
    return isFragmented ? FRAGMENT_BYTES : FILE_BYTES;
  }

  /** How much of it has arrived by then. */
  long arrivedBytes() {
    return unfinishedBytes() * 3 / 4;
  }

  /** How much has arrived of all files. */
  long bytesAtTheKill() {
    return arrivedBytes() + (isFragmented ? (FRAGMENTS_COUNT - 1) * (long) FRAGMENT_BYTES : 0);
  }

  /** The length of the model. */
  long bytes() {
    return isFragmented ? FRAGMENTS_COUNT * (long) FRAGMENT_BYTES : FILE_BYTES;
  }
}
