package org.pumaguard.models.domain.source;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.port.Fetcher;
import org.pumaguard.models.domain.port.RegistryCopies;
import org.pumaguard.models.domain.port.RegistryParser;

/** Buffers a registry in memory; stops the transfer if it exceeds the maximum length. */
final class RegistryBuffer implements Fetcher.Receiver {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final Runnable onBytes;
  private Location place;
  private Optional<String> validator = Optional.empty();
  private Optional<Fetcher.Encoding> encoding = Optional.empty();

  /**
   * An empty buffer.
   *
   * @param onBytes runs when the response begins, and when bytes arrive
   */
  RegistryBuffer(Location place, Runnable onBytes) {
    this.place = place;
    this.onBytes = onBytes;
  }

  @Override
  public boolean begin(Fetcher.Head head) {
    onBytes.run();
    bytes.reset();
    place = head.location();
    validator = head.validator();
    encoding = head.encoding();
    return true;
  }

  @Override
  public boolean accept(ByteBuffer chunk) {
    onBytes.run();
    if (bytes.size() + chunk.remaining() > RegistryParser.MAX_BYTES) {
      return false;
    }
    bytes.write(chunk.array(), chunk.arrayOffset() + chunk.position(), chunk.remaining());
    return true;
  }

  /** The encoding that the fetcher cannot remove; the bytes may be plain nevertheless. */
  Optional<String> undecodable() {
    return encoding.filter(named -> !named.decodable()).map(Fetcher.Encoding::name);
  }

  RegistryCopies.Copy copy() {
    return new RegistryCopies.Copy(bytes.toByteArray(), validator, place);
  }
}
