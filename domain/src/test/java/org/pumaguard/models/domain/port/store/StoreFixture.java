package org.pumaguard.models.domain.port.store;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.FingerprintChange;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.port.ContentStore;
import org.pumaguard.models.domain.port.PlainFiles;
import org.pumaguard.models.domain.port.SampleContent;

/** What the contracts of a store need: the store, and its directory as others see it. */
public interface StoreFixture {

  ModelName ONE = ModelName.parse("one.pt");
  ModelName TWO = ModelName.parse("two.pt");
  SampleContent ALPHA = new SampleContent("alpha, the first content");
  SampleContent BETA = new SampleContent("beta, the other content");

  /** The store of the running test; its place does not exist before something is written. */
  ContentStore store();

  /** The files of the same directory, as another program changes them. */
  PlainFiles files();

  /** Whether nothing was ever written to the place of the store. */
  boolean isUntouched();

  /** Creates a file as another program does, not through the store. */
  default void plant(ModelName name, SampleContent content) throws IOException {
    files().write(store().models().path(name), content.bytes());
  }

  /** Stores content and makes a name show it. */
  default void publish(ModelName name, SampleContent content) throws IOException {
    content.commitTo(store());
    store().models().publish(name, content.sha256(), Optional.empty());
  }

  /** The text that a name shows. */
  default String shown(ModelName name) throws IOException {
    return SampleContent.read(store().models().open(name));
  }

  /** The text of stored content. */
  default String stored(SampleContent content) throws IOException {
    return SampleContent.read(store().blobs().open(content.sha256()));
  }

  /** A recorded fingerprint after these changes. */
  static Fingerprint restamped(Fingerprint recorded, List<FingerprintChange> changes) {
    return changes.stream()
        .filter(change -> change.before().equals(recorded))
        .findFirst()
        .map(FingerprintChange::after)
        .orElse(recorded);
  }
}
