package org.pumaguard.models.filesystem.local;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Fetcher;

/** Reads resources of the class path, such as the built-in registry. */
public final class ClassPathFetcher implements Fetcher {

  private static final int BUFFER_BYTES = 16 * 1024;

  @Override
  public Set<String> schemes() {
    return Set.of("classpath");
  }

  @Override
  public boolean usesNetwork() {
    return false;
  }

  @Override
  public Outcome fetch(Request request, Receiver receiver, Cancellation cancellation)
      throws IOException {
    Location location = request.location();
    try (InputStream resource =
        ClassPathFetcher.class.getResourceAsStream(location.uri().getPath())) {
      if (resource == null) {
        throw new Failure(
            Reason.NOT_FOUND, location, "no such resource on the class path", Optional.empty());
      }
      if (!receiver.begin(new Head(location, 0, OptionalLong.empty(), Optional.empty(), false))) {
        return Outcome.STOPPED;
      }
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int n = resource.read(buffer); n >= 0; n = resource.read(buffer)) {
        cancellation.check();
        if (!receiver.accept(ByteBuffer.wrap(buffer, 0, n))) {
          return Outcome.STOPPED;
        }
      }
    }
    return Outcome.COMPLETE;
  }
}
