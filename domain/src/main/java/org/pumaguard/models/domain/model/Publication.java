package org.pumaguard.models.domain.model;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is published for a model, and therefore fetched: one file or its fragments.
 *
 * @param file the name of the whole published file
 * @param sha256 the digest of the whole published file; that of the model unless it is compressed
 * @param size the length of the whole published file in bytes; empty if the registry does not state
 *     it
 * @param fragments consecutive fragments, in order; empty if the file is published as a whole
 * @param compression the compression of the published file; empty if it is not compressed
 */
public record Publication(
    FileName file,
    Sha256 sha256,
    OptionalLong size,
    List<Fragment> fragments,
    Optional<Compression> compression) {

  public Publication {
    NonNegative.check(size);
    fragments = List.copyOf(fragments);
    checkSum(size, fragments);
  }

  /** The files to fetch, in the order of their bytes: the fragments, or the whole file as one. */
  public List<Fragment> fragmentsOrWhole() {
    return fragments.isEmpty() ? List.of(new Fragment(file, sha256, size)) : fragments;
  }

  private static void checkSum(OptionalLong size, List<Fragment> fragments) {
    if (fragments.isEmpty() || fragments.stream().anyMatch(fragment -> fragment.size().isEmpty())) {
      return;
    }
    long sum = 0;
    for (Fragment fragment : fragments) {
      if (fragment.size().getAsLong() > Long.MAX_VALUE - sum) {
        throw new IllegalArgumentException("the fragments exceed the maximum size of a file");
      }
      sum += fragment.size().getAsLong();
    }
    if (size.isPresent() && sum != size.getAsLong()) {
      throw new IllegalArgumentException(
          "the fragments have " + sum + " bytes in total, but the size is " + size.getAsLong());
    }
  }
}
