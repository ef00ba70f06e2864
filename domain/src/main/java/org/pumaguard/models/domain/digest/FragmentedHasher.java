package org.pumaguard.models.domain.digest;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import org.pumaguard.models.domain.model.Fragment;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.Sha256;

/** Verifies the stream of a model against its digest and the digests of its fragments. */
public final class FragmentedHasher {

  private final Model model;
  private final List<Fragment> fragments;
  private final MessageDigest whole = Hashing.sha256();
  private final MessageDigest digest = Hashing.sha256();
  private Optional<String> wrong = Optional.empty();
  private int index;
  private long inFragment;

  /** Verifies fragments only if all lengths are known and the published file is the model. */
  public FragmentedHasher(Model model) {
    this.model = model;
    List<Fragment> all = model.publication().fragments();
    boolean usable =
        model.publication().compression().isEmpty()
            && all.stream().allMatch(fragment -> fragment.size().isPresent());
    this.fragments = usable ? all : List.of();
  }

  /** Hashes the next bytes; the position of the buffer does not change. */
  public void update(ByteBuffer bytes) {
    whole.update(bytes.duplicate());
    ByteBuffer rest = bytes.duplicate();
    while (rest.hasRemaining() && index < fragments.size()) {
      long left = fragments.get(index).size().orElseThrow() - inFragment;
      int count = (int) Math.min(left, rest.remaining());
      digest.update(rest.duplicate().limit(rest.position() + count));
      rest.position(rest.position() + count);
      inFragment += count;
      endFragments();
    }
  }

  private void endFragments() {
    while (index < fragments.size() && inFragment == fragments.get(index).size().orElseThrow()) {
      Fragment fragment = fragments.get(index);
      if (!Sha256.of(digest.digest()).equals(fragment.sha256()) && wrong.isEmpty()) {
        wrong = Optional.of("does not have the fragment " + fragment.name() + " where it should");
      }
      index++;
      inFragment = 0;
    }
  }

  /** The mismatch, if any; to be called after the last byte. */
  public Optional<String> wrong() {
    Sha256 actual = Sha256.of(whole.digest());
    return actual.equals(model.sha256())
        ? wrong
        : Optional.of("has sha256 " + actual + " instead of " + model.sha256());
  }
}
