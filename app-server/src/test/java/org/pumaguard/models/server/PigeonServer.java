package org.pumaguard.models.server;

import com.google.inject.multibindings.Multibinder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Fetcher;

/** The server with one more module: a program of an integrator's. */
final class PigeonServer {

  static final byte[] BYTES = "from a carrier pigeon".getBytes(StandardCharsets.UTF_8);

  private PigeonServer() {}

  public static void main(String[] arguments) {
    System.exit(
        Main.run(
            arguments,
            List.of(
                binder ->
                    Multibinder.newSetBinder(binder, Fetcher.class)
                        .addBinding()
                        .toInstance(new Pigeon()))));
  }

  private static final class Pigeon implements Fetcher {

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
          new Head(request.location(), 0, OptionalLong.of(BYTES.length), Optional.empty(), false));
      receiver.accept(ByteBuffer.wrap(BYTES));
      return Outcome.COMPLETE;
    }
  }
}
