package org.pumaguard.models.domain.fetch;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.pumaguard.models.domain.fetch.partial.DownloadTarget;
import org.pumaguard.models.domain.fetch.partial.FragmentOffsets;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.model.Fragment;
import org.pumaguard.models.domain.policy.ResumePlan;
import org.pumaguard.models.domain.port.Partial;

/** Continues a partial that an earlier process has left. */
final class PartialResume {

  private final Partial partial;
  private final FragmentOffsets offsets;
  private final List<Fragment> fragments;
  private final TransferProgress progress;

  PartialResume(DownloadTarget target, List<Fragment> fragments, TransferProgress progress) {
    this.partial = target.partial();
    this.offsets = target.offsets();
    this.fragments = fragments;
    this.progress = progress;
  }

  /** Takes over verified fragments and known lengths; empties a partial that is of no use. */
  void run(TrailingHasher whole) throws IOException {
    List<Optional<ByteRange>> places = ResumePlan.of(fragments, partial.journal().verified());
    List<Partial.Unfinished> begun = partial.journal().unfinished();
    if (!ResumePlan.canGoOn(fragments, partial.journal().verified(), begun)) {
      if (partial.size() > 0 || !partial.journal().isEmpty()) {
        // Frees space that this download may need.
        partial.truncate(0);
      }
      return;
    }
    for (int i = 0; i < places.size(); i++) {
      Fragment fragment = fragments.get(i);
      if (places.get(i).isPresent()) {
        ByteRange range = places.get(i).get();
        offsets.size(i, range.length());
        whole.add(i, range);
        progress.reused(i, fragment.name(), range.length());
      } else if (fragment.size().isEmpty()) {
        OptionalLong size = ResumePlan.size(fragment.sha256(), begun);
        if (size.isPresent()) {
          offsets.size(i, size.getAsLong());
        }
      }
    }
  }

  /** The maximum number of bytes that need no new space, after {@link #run}. */
  long present() throws IOException {
    long begun =
        partial.journal().unfinished().stream()
            .collect(
                Collectors.toMap(
                    Partial.Unfinished::fragment, part -> part.range().end(), Math::max))
            .values()
            .stream()
            .mapToLong(Long::longValue)
            .sum();
    return Math.min(progress.present() + begun, partial.size());
  }
}
