package org.pumaguard.models.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Fetcher;

/** A fetcher of an integrator, for a scheme of their own, that has the same bytes everywhere. */
public final class PigeonFetcher implements Fetcher {

  private final byte[] bytes;

  public PigeonFetcher(byte[] bytes) {
    this.bytes = bytes.clone();
  }

  @Override
  public Set<String> schemes() {
    return Set.of("pigeon");
  }

  @Override
  public boolean usesNetwork() {
    return false;
  }

  @Override
  public Outcome fetch(Request request, Receiver receiver, Cancellation cancellation)
      throws IOException {
    receiver.begin(
        new Head(request.location(), 0, OptionalLong.of(bytes.length), Optional.empty(), false));
    receiver.accept(ByteBuffer.wrap(bytes));
    return Outcome.COMPLETE;
  }
}
