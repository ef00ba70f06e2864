package org.pumaguard.models.filesystem.local;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.port.Fetcher;
import org.pumaguard.models.domain.port.FetcherContract;

/** Publishes files in the folder of the test classes, which is on the class path. */
class ClassPathFetcherTest implements FetcherContract {

  private static final String FOLDER = "/published-by-class-path-fetcher-test/";

  @AfterEach
  void remove() throws IOException {
    Path folder = folder();
    if (Files.exists(folder)) {
      try (var files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(folder);
    }
  }

  @Override
  public Fetcher fetcher() {
    return new ClassPathFetcher();
  }

  @Override
  public Location publish(String name, byte[] content) throws IOException {
    Files.write(Files.createDirectories(folder()).resolve(name), content);
    return new Location(URI.create("classpath:" + FOLDER + name));
  }

  @Override
  public Location absent() {
    return new Location(URI.create("classpath:" + FOLDER + "absent.h5"));
  }

  @Override
  public boolean opensSockets() {
    return false;
  }

  @Override
  public boolean givesValidators() {
    return false;
  }

  @Override
  public boolean supportsOffset() {
    return false;
  }

  @Override
  public boolean supportsEnd() {
    return false;
  }

  @Override
  public boolean knowsLength() {
    return false;
  }

  private static Path folder() {
    URI root =
        URI.create(
            ClassPathFetcherTest.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toString());
    return Path.of(root).resolve(FOLDER.substring(1));
  }
}
