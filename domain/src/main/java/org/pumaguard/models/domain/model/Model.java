package org.pumaguard.models.domain.model;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One model: a file with a name and a digest, and how to get it.
 *
 * @param name its name in the registry and in the cache directory
 * @param sha256 the digest of the finished file
 * @param size the length of the finished file in bytes, where the registry says it
 * @param publication what is fetched for it
 * @param about what the registry says of it for people
 * @param sources where to look before the registry's own sources
 * @param unpack the directory of the cache into which it is unpacked too, when it is an archive
 */
public record Model(
    ModelName name,
    Sha256 sha256,
    OptionalLong size,
    Publication publication,
    About about,
    List<SourceLocation> sources,
    Optional<FileName> unpack) {

  public Model {
    NonNegative.check(size);
    sources = List.copyOf(sources);
    if (publication.compression().isEmpty() && !publication.sha256().equals(sha256)) {
      throw new IllegalArgumentException(
          "what is published without compression must have the model's own digest");
    }
    if (unpack.isPresent() && unpack.get().isReserved()) {
      throw new IllegalArgumentException(
          "'" + unpack.get() + "' is a file of the cache itself and can't be unpacked into");
    }
  }

  // Written out, since models are keys, and the generated one would look at every fragment.
  @Override
  public int hashCode() {
    return Objects.hash(name, sha256);
  }

  /** This model with other sources of its own. */
  public Model withSources(List<SourceLocation> others) {
    return new Model(name, sha256, size, publication, about, others, unpack);
  }

  /**
   * Free text about a model. It comes from outside: escape it before it reaches a terminal or a
   * page.
   *
   * @param version its version
   * @param description what it is
   * @param license its licence
   */
  public record About(
      Optional<String> version, Optional<String> description, Optional<String> license) {

    /** Nothing is said. */
    public static final About NOTHING =
        new About(Optional.empty(), Optional.empty(), Optional.empty());
  }
}
