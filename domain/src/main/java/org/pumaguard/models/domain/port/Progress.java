package org.pumaguard.models.domain.port;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.SingleLine;

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

  /** Receives the progress of work that fetches nothing. The default ignores it. */
  default void on(Work work) {}

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

      @Override
      public void on(Work work) {
        all.forEach(each -> each.on(work));
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
   * @param amount the progress of the whole model, also if a fragment is named
   * @param fragmentBytes the bytes of the fragment that were reused, or fetched before it was
   *     verified
   * @param delay the time until the next request of a retry
   * @param source the source of the bytes, without credentials
   * @param reason the cause, as a message for the user
   */
  record Event(
      Kind kind,
      ModelName model,
      Optional<FileName> fragment,
      Optional<Amount> amount,
      OptionalLong fragmentBytes,
      Optional<Duration> delay,
      Optional<String> source,
      Optional<String> reason) {

    /** An event of a whole model. */
    public static Event of(Kind kind, ModelName model) {
      return new Event(
          kind,
          model,
          Optional.empty(),
          Optional.empty(),
          OptionalLong.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
    }

    /** The number of bytes of the model on disk. */
    public OptionalLong bytes() {
      return amount.isPresent() ? OptionalLong.of(amount.get().bytes()) : OptionalLong.empty();
    }

    /** The length of the model in bytes. */
    public OptionalLong total() {
      return amount.isPresent() ? amount.get().total() : OptionalLong.empty();
    }

    /** Whether the total is an estimate. */
    public boolean estimated() {
      return amount.filter(Amount::estimated).isPresent();
    }

    /**
     * This event in one line without control characters, such as {@code detector.h5: retry in 2 s:
     * connection refused}.
     */
    public String text() {
      StringBuilder text = new StringBuilder(model.value());
      fragment.ifPresent(name -> text.append(", ").append(name));
      text.append(": ").append(kind.text());
      amount.ifPresent(of -> text.append(' ').append(of.text()));
      delay.ifPresent(time -> text.append(" in ").append(time.toSeconds()).append(" s"));
      source.ifPresent(from -> text.append(" from ").append(from));
      reason.ifPresent(why -> text.append(": ").append(why));
      return SingleLine.line(text.toString());
    }

    /** This event for a fragment. */
    public Event fragment(FileName name) {
      return new Event(
          kind, model, Optional.of(name), amount, fragmentBytes, delay, source, reason);
    }

    /** This event for so many bytes of a fragment. */
    public Event fragment(FileName name, long length) {
      return new Event(
          kind, model, Optional.of(name), amount, OptionalLong.of(length), delay, source, reason);
    }

    /** This event with the progress of the model. */
    public Event amount(Amount progress) {
      return new Event(
          kind, model, fragment, Optional.of(progress), fragmentBytes, delay, source, reason);
    }

    /** This event with the time until the next request. */
    public Event delay(Duration time) {
      return new Event(
          kind, model, fragment, amount, fragmentBytes, Optional.of(time), source, reason);
    }

    /** This event with a source. */
    public Event source(String text) {
      return new Event(
          kind, model, fragment, amount, fragmentBytes, delay, Optional.of(text), reason);
    }

    /** This event with a reason. */
    public Event reason(String text) {
      return new Event(
          kind, model, fragment, amount, fragmentBytes, delay, source, Optional.of(text));
    }
  }

  /**
   * The progress of one model: bytes of its published file or files.
   *
   * @param bytes on disk
   * @param total the length; never below {@code bytes}, which replace a lower one
   * @param estimated whether the total is an estimate, from lengths of other fragments
   * @param reused those of {@code bytes} that were resumed or copied instead of being fetched
   * @param fragmentsDone the number of verified fragments
   * @param fragments the number of fragments; 1 for a model without fragments, 0 if unknown
   */
  record Amount(
      long bytes,
      OptionalLong total,
      boolean estimated,
      long reused,
      int fragmentsDone,
      int fragments) {

    public Amount {
      if (total.isPresent() && total.getAsLong() < bytes) {
        total = OptionalLong.of(bytes);
      }
      estimated = estimated && total.isPresent();
      reused = Math.min(reused, bytes);
    }

    /** Bytes of a length that is known exactly, or not at all. */
    public static Amount of(long bytes, OptionalLong total) {
      return new Amount(bytes, total, false, 0, 0, 0);
    }

    private String text() {
      return total.isEmpty()
          ? bytes + " bytes"
          : bytes + " of " + (estimated ? "about " : "") + total.getAsLong() + " bytes";
    }
  }

  /**
   * The progress of work that fetches nothing, or of a call for several models.
   *
   * @param model the model that is being worked on; empty for all models of the call, whose total
   *     is told once, before the first of them
   * @param done bytes; for {@code REMOVE} the number of removed items, for {@code ENSURE} of models
   * @param total of {@code done}, if known
   */
  record Work(WorkKind kind, Optional<ModelName> model, long done, OptionalLong total) {

    /** Work on one model. */
    public static Work of(WorkKind kind, ModelName model, long done, long total) {
      return new Work(kind, Optional.of(model), done, OptionalLong.of(total));
    }

    /** Work on all models of a call. */
    public static Work ofAll(WorkKind kind, long done, long total) {
      return new Work(kind, Optional.empty(), done, OptionalLong.of(total));
    }
  }

  /** Kinds of work. */
  enum WorkKind {
    /** A file on disk is read and compared with its digest. */
    VERIFY,
    /** Models are written to a bundle. */
    BUNDLE,
    /** Models are read from a bundle. */
    IMPORT,
    /** Files are removed from the cache. */
    REMOVE,
    /** Several models are made available: the number of those that are available or have failed. */
    ENSURE;

    /** The word that users see. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
