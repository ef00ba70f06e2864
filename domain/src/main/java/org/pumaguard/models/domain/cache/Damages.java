package org.pumaguard.models.domain.cache;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.model.Fragment;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Content;
import org.pumaguard.models.domain.port.ContentStore;

/** Finds out where a file that is not what it should be is damaged. */
final class Damages {

  private Damages() {}

  /**
   * The damaged runs of a file, in order.
   *
   * @param model what the registry says of it, unless it should be something else
   */
  static List<Verified.Damage> of(
      ContentStore store,
      Content file,
      Optional<Sha256> expected,
      Optional<Model> model,
      Cancellation cancellation)
      throws IOException {
    ByteRange all = new ByteRange(0, file.size());
    if (expected.isEmpty()) {
      return List.of(new Verified.Damage(all, Optional.empty()));
    }
    Survey survey =
        model.isPresent() ? Survey.of(store, model.get()) : Survey.of(store, expected.get());
    long size = survey.size().orElse(all.length());
    List<ByteRange> bad =
        new ArrayList<>(Ranges.gaps(new ByteRange(0, size), survey.good(file, cancellation)));
    if (all.length() > size) {
      bad.add(new ByteRange(size, all.length() - size));
    }
    if (bad.isEmpty()) {
      // The sums are those of other bytes.
      bad.add(all);
    }
    return byFragment(
        bad,
        survey.places(),
        model.map(known -> known.publication().fragments()).orElse(List.of()));
  }

  private static List<Verified.Damage> byFragment(
      List<ByteRange> bad, List<Optional<ByteRange>> places, List<Fragment> fragments) {
    List<Verified.Damage> damages = new ArrayList<>();
    List<ByteRange> placed = new ArrayList<>();
    for (int i = 0; i < places.size(); i++) {
      if (places.get(i).isPresent()) {
        placed.add(places.get(i).get());
        for (ByteRange range : Ranges.within(places.get(i).get(), bad)) {
          damages.add(new Verified.Damage(range, Optional.of(fragments.get(i).name())));
        }
      }
    }
    for (ByteRange range : bad) {
      for (ByteRange outside : Ranges.gaps(range, Ranges.merged(placed))) {
        damages.add(new Verified.Damage(outside, Optional.empty()));
      }
    }
    damages.sort(Comparator.comparingLong(damage -> damage.range().offset()));
    return damages;
  }
}
