package org.pumaguard.models.domain.state;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.model.Fragment;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.SourceLocation;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Fetcher;

/**
 * Asks sources how long fragments are, and so where they lie, when neither the registry nor the
 * store knows: so it is with a model that others had put there. Takes one byte of each.
 */
public final class FragmentLocator {

  private final CacheParts parts;
  private final Model model;
  private final Cancellation cancellation;
  private final List<SourceLocation> sources;

  public FragmentLocator(CacheParts parts, Model model, Cancellation cancellation) {
    this.parts = parts;
    this.model = model;
    this.cancellation = cancellation;
    this.sources = new ArrayList<>(parts.registry().get().sourcesOf(model));
  }

  /** Where each fragment lies in the whole of so many bytes; empty when nobody can tell. */
  public Optional<List<Optional<ByteRange>>> ask(long whole) {
    List<Optional<ByteRange>> places = new ArrayList<>();
    long offset = 0;
    for (Fragment fragment : model.publication().fragments()) {
      OptionalLong size = fragment.size().isPresent() ? fragment.size() : ask(fragment);
      if (size.isEmpty() || size.getAsLong() > whole - offset) {
        return Optional.empty();
      }
      places.add(Optional.of(new ByteRange(offset, size.getAsLong())));
      offset += size.getAsLong();
    }
    return offset == whole ? Optional.of(places) : Optional.empty();
  }

  /** A source that does not tell is not asked again. */
  private OptionalLong ask(Fragment fragment) {
    while (!sources.isEmpty()) {
      Glance glance = new Glance();
      try {
        parts
            .fetchers()
            .fetch(
                new Fetcher.Request(
                    sources.get(0).locate(fragment.name(), model.name(), fragment.sha256()),
                    0,
                    OptionalLong.of(1),
                    Optional.empty()),
                glance,
                cancellation);
      } catch (IOException e) {
        // The fetch that follows reports what is wrong.
        cancellation.check();
      }
      if (glance.total.isPresent()) {
        return glance.total;
      }
      sources.remove(0);
    }
    return OptionalLong.empty();
  }

  /** Keeps the announced length, and wants no bytes. */
  private static final class Glance implements Fetcher.Receiver {

    private OptionalLong total = OptionalLong.empty();

    @Override
    public boolean begin(Fetcher.Head head) {
      total = head.total();
      return false;
    }

    @Override
    public boolean accept(ByteBuffer bytes) {
      return false;
    }
  }
}
