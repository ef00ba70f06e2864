package org.pumaguard.models.domain.usecase;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.CallOptions;
import org.pumaguard.models.domain.fake.TestCache;
import org.pumaguard.models.domain.fake.TestModel;
import org.pumaguard.models.domain.port.Caller;
import org.pumaguard.models.domain.port.Progress;

/** A listener harms nothing, whatever it does. */
class ListenersTest {

  private static final Logger LOGGER = Logger.getLogger("org.pumaguard.models");

  private final TestModel model = TestModel.random("m.h5", 30_000, 1).fragments(10_000, 20_000);
  private final TestModel other = TestModel.of("other.pt", "other");
  private final TestCache cache = TestCache.of(model, other);
  private final List<CacheException> refused = new CopyOnWriteArrayList<>();

  @Test
  void oneThatThrowsIsReportedOnce() throws IOException, InterruptedException {
    List<LogRecord> records = new ArrayList<>();
    Handler handler = collecting(records);
    LOGGER.addHandler(handler);
    LOGGER.setUseParentHandlers(false);
    try {
      ensure(
          event -> {
            throw new IllegalStateException("a bug");
          });
    } finally {
      LOGGER.setUseParentHandlers(true);
      LOGGER.removeHandler(handler);
    }
    assertArrayEquals(model.bytes(), cache.shown(model));
    assertEquals(1, records.size());
    assertEquals("a bug", records.get(0).getThrown().getMessage());
  }

  @Test
  void oneThatEnsuresItsModelFails() throws IOException, InterruptedException {
    ensure(event -> ensureInside(event, model));
    assertArrayEquals(model.bytes(), cache.shown(model));
    assertEquals(CacheException.Kind.INTERNAL, refused.get(0).kind());
  }

  @Test
  void oneThatEnsuresAnotherModelFails() throws IOException, InterruptedException {
    ensure(event -> ensureInside(event, other));
    assertArrayEquals(model.bytes(), cache.shown(model));
    assertEquals(CacheException.Kind.INTERNAL, refused.get(0).kind());
  }

  @Test
  void oneMayAskForWhatIsCached() throws InterruptedException {
    cache.ensure(other);
    ensure(event -> ensureInside(event, other));
    assertEquals(List.of(), refused);
  }

  private void ensureInside(Progress.Event event, TestModel wanted) {
    if (event.kind() == Progress.Kind.STARTED) {
      try {
        cache.ensure(wanted);
      } catch (CacheException e) {
        refused.add(e);
      }
    }
  }

  private void ensure(Consumer<Progress.Event> listener) throws InterruptedException {
    CallOptions options = CallOptions.DEFAULT.withProgress(listening(listener));
    Caller.of(() -> cache.cache().ensured(model.name(), options)).result();
  }

  private static Progress listening(Consumer<Progress.Event> listener) {
    return new Progress() {
      @Override
      public void on(Event event) {
        listener.accept(event);
      }

      @Override
      public void warn(String message) {}
    };
  }

  private static Handler collecting(List<LogRecord> records) {
    return new Handler() {
      @Override
      public void publish(LogRecord logged) {
        records.add(logged);
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
  }
}
