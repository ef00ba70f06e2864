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
 * Asks sources for the sizes of fragments, and so for their ranges, if neither the registry nor the
 * store has them, as for a model that another program put there. Requests one byte of each.
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

  /**
   * The ranges of the fragments; empty if no source tells a size or the sizes do not add up.
   *
   * @param whole size of the model in bytes, if it is known
   */
  public Optional<List<Optional<ByteRange>>> ask(OptionalLong whole) {
    List<Optional<ByteRange>> places = new ArrayList<>();
    long offset = 0;
    for (Fragment fragment : model.publication().fragments()) {
      OptionalLong size = fragment.size().isPresent() ? fragment.size() : ask(fragment);
      if (size.isEmpty() || size.getAsLong() > whole.orElse(Long.MAX_VALUE) - offset) {
        return Optional.empty();
      }
      places.add(Optional.of(new ByteRange(offset, size.getAsLong())));
      offset += size.getAsLong();
    }
    return offset == whole.orElse(offset) ? Optional.of(places) : Optional.empty();
  }

  /** The size of a fragment. A source that does not tell is not asked again. */
  private OptionalLong ask(Fragment fragment) {
    while (!sources.isEmpty()) {
      HeadReceiver head = new HeadReceiver();
      try {
        parts
            .fetchers()
            .fetch(
                new Fetcher.Request(
                    sources.get(0).locate(fragment.name(), model.name(), fragment.sha256()),
                    0,
                    OptionalLong.of(1),
                    Optional.empty()),
                head,
                cancellation);
      } catch (IOException e) {
        // The fetch that follows reports the failure.
        cancellation.check();
      }
      if (head.total.isPresent()) {
        return head.total;
      }
      sources.remove(0);
    }
    return OptionalLong.empty();
  }

  /** Receives the head of a response and ends the transfer. */
  private static final class HeadReceiver implements Fetcher.Receiver {

    private OptionalLong total = OptionalLong.empty();

    @Override
    public boolean begin(Fetcher.Head head) {
      // The length of encoded bytes says nothing.
      total = head.encoding().isPresent() ? OptionalLong.empty() : head.total();
      return false;
    }

    @Override
    public boolean accept(ByteBuffer bytes) {
      return false;
    }
  }
}
