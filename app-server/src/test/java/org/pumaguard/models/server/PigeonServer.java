package org.pumaguard.models.server;

import com.google.inject.multibindings.Multibinder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.pumaguard.models.domain.port.Fetcher;
import org.pumaguard.models.testkit.PigeonFetcher;

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
                        .toInstance(new PigeonFetcher(BYTES)))));
  }
}
