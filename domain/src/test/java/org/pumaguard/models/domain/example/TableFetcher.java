package org.pumaguard.models.domain.example;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Fetcher;

/** Fetches {@code table:/key} from a table of an application, such as one of its database. */
public final class TableFetcher implements Fetcher {

  private static final int BUFFER_BYTES = 64 * 1024;

  private final Map<String, byte[]> table;

  /** A fetcher of this table, which may change. */
  public TableFetcher(Map<String, byte[]> table) {
    this.table = table;
  }

  @Override
  public Set<String> schemes() {
    return Set.of("table");
  }

  @Override
  public boolean usesNetwork() {
    return false;
  }

  @Override
  public Outcome fetch(Request request, Receiver receiver, Cancellation cancellation)
      throws IOException {
    cancellation.check();
    Location location = request.location();
    byte[] bytes = table.get(location.uri().getPath());
    if (bytes == null) {
      throw new Failure(Reason.NOT_FOUND, location, "no such key", Optional.empty());
    }
    if (request.offset() > bytes.length) {
      throw new Failure(Reason.RANGE_REFUSED, location, "too short", Optional.empty());
    }
    int begin = (int) request.offset();
    int end = (int) Math.min(bytes.length, request.end().orElse(bytes.length));
    boolean wantsMore =
        receiver.begin(
            new Head(location, begin, OptionalLong.of(bytes.length), Optional.empty(), true));
    for (int at = begin; wantsMore && at < end; at += BUFFER_BYTES) {
      cancellation.check();
      wantsMore =
          receiver.accept(ByteBuffer.wrap(bytes, at, Math.min(BUFFER_BYTES, end - at)).slice());
    }
    return wantsMore ? Outcome.COMPLETE : Outcome.STOPPED;
  }
}
