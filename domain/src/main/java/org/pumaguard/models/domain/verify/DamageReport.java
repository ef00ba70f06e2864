package org.pumaguard.models.domain.verify;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.pumaguard.models.domain.api.VerifyResult;
import org.pumaguard.models.domain.digest.ByteRanges;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.model.Fragment;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Content;
import org.pumaguard.models.domain.port.ContentStore;
import org.pumaguard.models.domain.state.IntactRanges;

/** Locates the damage in a file whose digest is wrong. */
final class DamageReport {

  private DamageReport() {}

  /**
   * The damaged ranges of a file, in ascending order.
   *
   * @param expected the digest that the file should have; if empty, the whole file is damaged
   * @param model the registered model, if it has the expected digest
   */
  static List<VerifyResult.Damage> of(
      ContentStore store,
      Content file,
      Optional<Sha256> expected,
      Optional<Model> model,
      Cancellation cancellation)
      throws IOException {
    ByteRange all = new ByteRange(0, file.size());
    if (expected.isEmpty()) {
      return List.of(new VerifyResult.Damage(all, Optional.empty()));
    }
    IntactRanges intact =
        model.isPresent()
            ? IntactRanges.of(store, model.get())
            : IntactRanges.of(store, expected.get());
    long size = intact.size().orElse(all.length());
    List<ByteRange> damaged =
        new ArrayList<>(ByteRanges.gaps(new ByteRange(0, size), intact.good(file, cancellation)));
    if (all.length() > size) {
      damaged.add(new ByteRange(size, all.length() - size));
    }
    if (damaged.isEmpty()) {
      // Each block has its sum, so the sums do not belong to the expected digest.
      damaged.add(all);
    }
    return byFragment(
        damaged,
        intact.places(),
        model.map(known -> known.publication().fragments()).orElse(List.of()));
  }

  private static List<VerifyResult.Damage> byFragment(
      List<ByteRange> damaged, List<Optional<ByteRange>> places, List<Fragment> fragments) {
    List<VerifyResult.Damage> damages = new ArrayList<>();
    List<ByteRange> placed = new ArrayList<>();
    for (int i = 0; i < places.size(); i++) {
      if (places.get(i).isPresent()) {
        placed.add(places.get(i).get());
        for (ByteRange range : ByteRanges.within(places.get(i).get(), damaged)) {
          damages.add(new VerifyResult.Damage(range, Optional.of(fragments.get(i).name())));
        }
      }
    }
    for (ByteRange range : damaged) {
      for (ByteRange outside : ByteRanges.gaps(range, ByteRanges.merged(placed))) {
        damages.add(new VerifyResult.Damage(outside, Optional.empty()));
      }
    }
    damages.sort(Comparator.comparingLong(damage -> damage.range().offset()));
    return damages;
  }
}
