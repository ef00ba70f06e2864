package org.pumaguard.models.domain.example;

import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.port.Fetcher;
import org.pumaguard.models.domain.port.FetcherContract;

class TableFetcherTest implements FetcherContract {

  private final Map<String, byte[]> table = new ConcurrentHashMap<>();

  @Override
  public Fetcher fetcher() {
    return new TableFetcher(table);
  }

  @Override
  public Location publish(String name, byte[] content) {
    table.put("/" + name, content);
    return new Location(URI.create("table:/" + name));
  }

  @Override
  public Location absent() {
    return new Location(URI.create("table:/absent"));
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
