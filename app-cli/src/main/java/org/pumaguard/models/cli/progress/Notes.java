package org.pumaguard.models.cli.progress;

import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.pumaguard.models.domain.model.SingleLine;
import org.pumaguard.models.domain.port.Progress.Event;
import org.pumaguard.models.domain.port.Progress.Kind;

/**
 * What the fragments of one model wait for, and why. A note remains until bytes of its fragment
 * arrive, and at least two seconds. Times are those of {@link System#nanoTime}. Not thread-safe.
 */
final class Notes {

  private static final Pattern LOCATED = Pattern.compile("([a-z0-9+]+://\\S+): (.+)");

  private static final Duration READABLE = Duration.ofSeconds(2);

  private final Map<String, Note> notes = new LinkedHashMap<>();

  /** Notes a retry or a change of source; other events end the note of their fragment. */
  void on(Event event, long now) {
    String fragment = event.fragment().map(Object::toString).orElse("");
    switch (event.kind()) {
      case RETRY, SOURCE_SWITCHED -> notes.put(fragment, note(event, now));
      case PROGRESS, VERIFIED, REUSED -> {
        Note note = notes.get(fragment);
        if (note != null) {
          note.flows = true;
        }
      }
      case STARTED, FINISHED, FAILED -> notes.clear();
    }
  }

  private static Note note(Event event, long now) {
    String cause = event.reason().map(SingleLine::line).map(Notes::cause).orElse("");
    long until = now + event.delay().orElse(Duration.ZERO).toNanos();
    String what =
        event.kind() == Kind.RETRY
            ? "retry"
            : "switched to " + event.source().map(Notes::host).orElse("another source");
    return new Note(what, cause, now, until);
  }

  /** The cause first, since the end of a long line is cut, and only the host of a URL. */
  private static String cause(String reason) {
    Matcher located = LOCATED.matcher(reason);
    return located.matches()
        ? ": " + located.group(2) + " from " + host(located.group(1))
        : ": " + reason;
  }

  private static String host(String source) {
    int from = source.indexOf("://");
    if (from < 0) {
      return SingleLine.line(source);
    }
    int end = source.indexOf('/', from + 3);
    return SingleLine.line(source.substring(from + 3, end < 0 ? source.length() : end));
  }

  /** The note whose wait ends last; empty without a note. */
  Optional<String> text(long now) {
    notes.values().removeIf(note -> note.flows && now - note.at > READABLE.toNanos());
    return notes.values().stream()
        .max(Comparator.comparingLong(note -> note.until))
        .map(note -> note.text(now));
  }

  private static final class Note {

    private final String what;
    private final String cause;
    private final long at;
    private final long until;
    private boolean flows;

    Note(String what, String cause, long at, long until) {
      this.what = what;
      this.cause = cause;
      this.at = at;
      this.until = until;
    }

    String text(long now) {
      long seconds = Math.max(0, Math.round(Math.ceil((until - now) / 1e9)));
      return what + (seconds > 0 ? " in " + seconds + " s" : "") + cause;
    }
  }
}
