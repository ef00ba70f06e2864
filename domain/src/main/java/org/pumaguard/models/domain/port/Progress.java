package org.pumaguard.models.domain.port;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.ModelName;

/**
 * Is told what happens, while it happens, by the threads that do it. It flows one way: an observer
 * returns quickly, throws nothing, and changes nothing.
 */
public interface Progress {

  /** Something happened to a model. */
  void on(Event event);

  /** Something that people should know, in one line. */
  void warn(String message);

  /** An observer that does not look. */
  static Progress none() {
    return new Progress() {
      @Override
      public void on(Event event) {}

      @Override
      public void warn(String message) {}
    };
  }

  /** What happened. */
  enum Kind {
    /** A model that was not there is being made available. */
    STARTED,
    /** More bytes of it are on disk. */
    PROGRESS,
    /** A fragment was taken from what is on disk, and not fetched. */
    REUSED,
    /** The same source will be asked again. */
    RETRY,
    /** Another source is asked. */
    SOURCE_SWITCHED,
    /** All bytes of a fragment or of the model were checked. */
    VERIFIED,
    /** The model is available. */
    FINISHED,
    /** The model can't be made available. */
    FAILED;

    /** The word that users see. */
    public String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * One thing that happened.
   *
   * @param fragment which fragment of the model it is about
   * @param bytes of the model, that are on disk so far; of the fragment where one is reused or
   *     verified
   * @param total length in bytes of the model, or of the fragment
   * @param source where the bytes come from, without credentials
   * @param reason why, for people
   */
  record Event(
      Kind kind,
      ModelName model,
      Optional<FileName> fragment,
      OptionalLong bytes,
      OptionalLong total,
      Optional<String> source,
      Optional<String> reason) {

    /** An event that is about a model as a whole. */
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

    /** The same about a fragment. */
    public Event fragment(FileName name) {
      return new Event(kind, model, Optional.of(name), bytes, total, source, reason);
    }

    /** The same with counts, in bytes. */
    public Event bytes(long count, OptionalLong of) {
      return new Event(kind, model, fragment, OptionalLong.of(count), of, source, reason);
    }

    /** The same with a source. */
    public Event source(String text) {
      return new Event(kind, model, fragment, bytes, total, Optional.of(text), reason);
    }

    /** The same with a reason. */
    public Event reason(String text) {
      return new Event(kind, model, fragment, bytes, total, source, Optional.of(text));
    }
  }
}
