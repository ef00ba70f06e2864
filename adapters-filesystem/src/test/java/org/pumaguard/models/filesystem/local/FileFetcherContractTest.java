package org.pumaguard.models.filesystem.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.port.Fetcher;
import org.pumaguard.models.domain.port.FetcherContract;

class FileFetcherContractTest implements FetcherContract {

  @TempDir private Path folder;

  @Override
  public Fetcher fetcher() {
    return new FileFetcher();
  }

  @Override
  public Location publish(String name, byte[] content) throws IOException {
    return new Location(Files.write(folder.resolve(name), content).toUri());
  }

  @Override
  public Location absent() {
    return new Location(folder.resolve("absent.h5").toUri());
  }

  @Override
  public boolean opensSockets() {
    return false;
  }

  @Override
  public boolean givesValidators() {
    return false;
  }
}
