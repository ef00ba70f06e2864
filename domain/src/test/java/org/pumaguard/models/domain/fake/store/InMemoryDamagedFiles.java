package org.pumaguard.models.domain.fake.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.DamagedFiles;

/** The damaged files of base directories that an {@link InMemoryStore} remembers. */
final class InMemoryDamagedFiles implements DamagedFiles {

  private final InMemoryStore store;
  private final Map<Claim, Fingerprint> marks = new ConcurrentHashMap<>();

  InMemoryDamagedFiles(InMemoryStore store) {
    this.store = store;
  }

  @Override
  public void mark(Path file, Fingerprint fingerprint, Sha256 content) throws IOException {
    store.disk.faults().step(store.section("damaged"));
    marks.put(new Claim(file, content), fingerprint);
  }

  @Override
  public boolean isMarked(Path file, Fingerprint fingerprint, Sha256 content) {
    return fingerprint.equals(marks.get(new Claim(file, content)));
  }

  @Override
  public void clear(Path file, Sha256 content) throws IOException {
    if (marks.containsKey(new Claim(file, content))) {
      store.disk.faults().step(store.section("damaged"));
      marks.remove(new Claim(file, content));
    }
  }

  void tidy() {
    marks
        .entrySet()
        .removeIf(
            mark ->
                !store.disk.fingerprint(mark.getKey().file()).equals(Optional.of(mark.getValue())));
  }

  int size() {
    return marks.size();
  }

  private record Claim(Path file, Sha256 content) {}
}
