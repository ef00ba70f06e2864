package org.pumaguard.models.domain.fetch;

import java.util.List;
import java.util.Optional;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.model.SourceLocation;
import org.pumaguard.models.domain.port.Fetcher;
import org.pumaguard.models.domain.port.Partial;

/** Where the present bytes of a fragment come from. */
sealed interface ByteOrigin {

  /** The strong entity tag of the file that they are part of (RFC 9110). */
  Optional<String> validator();

  /** The head of the last response. */
  default Optional<Fetcher.Head> head() {
    return Optional.empty();
  }

  /** Their location after redirects. */
  default Optional<Location> location() {
    return head().map(Fetcher.Head::location);
  }

  /** Whether a response has another entity tag. */
  default boolean hasOtherTag(Fetcher.Head response) {
    return response.validator().isPresent()
        && validator().isPresent()
        && !response.validator().equals(validator());
  }

  /** Whether this source is being asked. */
  default boolean isFrom(SourceLocation source) {
    return this instanceof OfSource from && from.source().equals(source);
  }

  /** The same source, of which nothing is present. */
  default ByteOrigin withoutBytes() {
    return this instanceof OfSource from ? new Asked(from.source()) : this;
  }

  /** The origin of a journal entry; unknown if none of these sources has written it. */
  static ByteOrigin of(Partial.Unfinished entry, List<SourceLocation> sources) {
    return sources.stream()
        .filter(source -> FragmentJournal.id(source).equals(entry.source()))
        .findFirst()
        .<ByteOrigin>map(source -> new Resumed(source, entry.validator()))
        .orElseGet(Unknown::new);
  }

  /** No source was asked. */
  record Unknown() implements ByteOrigin {
    @Override
    public Optional<String> validator() {
      return Optional.empty();
    }
  }

  /** An origin with a source. */
  sealed interface OfSource extends ByteOrigin {
    SourceLocation source();
  }

  /** A source that has not answered yet. */
  record Asked(SourceLocation source) implements OfSource {
    @Override
    public Optional<String> validator() {
      return Optional.empty();
    }
  }

  /** A source from which an earlier process fetched. */
  record Resumed(SourceLocation source, Optional<String> validator) implements OfSource {}

  /** A source that has answered. */
  record Answered(SourceLocation source, Fetcher.Head response) implements OfSource {

    @Override
    public Optional<String> validator() {
      return response.validator();
    }

    @Override
    public Optional<Fetcher.Head> head() {
      return Optional.of(response);
    }
  }
}
