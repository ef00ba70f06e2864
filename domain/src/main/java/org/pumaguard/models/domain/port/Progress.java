package org.pumaguard.models.domain.port;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.ModelName;

/**
 * Receives events and warnings. Called by the working threads, by several at once: an
 * implementation is safe for use by many threads and returns quickly. What it throws is logged once
 * and harms nothing. It may ask the cache for what is cached; a call that would wait for a fetch
 * fails.
 */
public interface Progress {

  /** Receives an event of a model. */
  void on(Event event);

  /** Receives a warning for the user, one line of text. */
  void warn(String message);

  /** An observer that ignores everything. */
  static Progress none() {
    return new Progress() {
      @Override
      public void on(Event event) {}

      @Override
      public void warn(String message) {}
    };
  }

  /** An observer that passes everything on to several others, in their order. */
  static Progress toAll(Collection<? extends Progress> others) {
    List<Progress> all = List.copyOf(others);
    if (all.size() == 1) {
      return all.get(0);
    }
    return new Progress() {
      @Override
      public void on(Event event) {
        all.forEach(each -> each.on(event));
      }

      @Override
      public void warn(String message) {
        all.forEach(each -> each.warn(message));
      }
    };
  }

  /**
   * An observer that writes to a log: warnings and failures at level {@code WARNING}, beginnings,
   * ends, retries and changes of source at {@code INFO}, all else at {@code TRACE}.
   */
  static Progress logging(System.Logger logger) {
    return new Progress() {
      @Override
      public void on(Event event) {
        logger.log(level(event.kind()), () -> event.text());
      }

      @Override
      public void warn(String message) {
        logger.log(System.Logger.Level.WARNING, () -> message);
      }

      private System.Logger.Level level(Kind kind) {
        return switch (kind) {
          case FAILED -> System.Logger.Level.WARNING;
          case STARTED, FINISHED, RETRY, SOURCE_SWITCHED -> System.Logger.Level.INFO;
          case PROGRESS, REUSED, VERIFIED -> System.Logger.Level.TRACE;
        };
      }
    };
  }

  /** Kinds of events. */
  enum Kind {
    /** A model that is not cached is about to be fetched. */
    STARTED,
    /** More bytes of the model are on disk. */
    PROGRESS,
    /** A fragment was copied from content on disk instead of being fetched. */
    REUSED,
    /** A failed request is retried at the same source. */
    RETRY,
    /** The next request goes to another source. */
    SOURCE_SWITCHED,
    /** A fragment or the model has its digest. */
    VERIFIED,
    /** The model is available. */
    FINISHED,
    /** The model is not available. */
    FAILED;

    /** The word that users see. */
    public String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * An event.
   *
   * @param fragment the fragment of the model, unless the event is about the whole model
   * @param bytes the number of bytes of the model on disk; of the fragment if one is reused or
   *     verified
   * @param total the length of the model or fragment in bytes
   * @param source the source of the bytes, without credentials
   * @param reason the cause, as a message for the user
   */
  record Event(
      Kind kind,
      ModelName model,
      Optional<FileName> fragment,
      OptionalLong bytes,
      OptionalLong total,
      Optional<String> source,
      Optional<String> reason) {

    /** An event of a whole model. */
    public static Event of(Kind kind, ModelName model) {
      return new Event(
          kind,
          model,
          Optional.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          Optional.empty(),
          Optional.empty());
    }

    /** This event in one line, such as {@code detector.h5: retry: connection refused}. */
    public String text() {
      StringBuilder text = new StringBuilder(model.value());
      fragment.ifPresent(name -> text.append(", ").append(name));
      text.append(": ").append(kind.text());
      bytes.ifPresent(count -> text.append(' ').append(count));
      total.ifPresent(count -> text.append(" of ").append(count));
      if (bytes.isPresent() || total.isPresent()) {
        text.append(" bytes");
      }
      source.ifPresent(from -> text.append(" from ").append(from));
      reason.ifPresent(why -> text.append(": ").append(why));
      return text.toString();
    }

    /** This event for a fragment. */
    public Event fragment(FileName name) {
      return new Event(kind, model, Optional.of(name), bytes, total, source, reason);
    }

    /** This event with counts in bytes. */
    public Event bytes(long count, OptionalLong of) {
      return new Event(kind, model, fragment, OptionalLong.of(count), of, source, reason);
    }

    /** This event with a source. */
    public Event source(String text) {
      return new Event(kind, model, fragment, bytes, total, Optional.of(text), reason);
    }

    /** This event with a reason. */
    public Event reason(String text) {
      return new Event(kind, model, fragment, bytes, total, source, Optional.of(text));
    }
  }
}
