package org.pumaguard.models.domain.model;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One named file of a registry: its digest, and what to fetch for it.
 *
 * @param name the name in the registry and in the cache directory
 * @param sha256 the digest of the file in the cache
 * @param size the length of the file in the cache in bytes; empty if the registry does not state it
 * @param publication the published files
 * @param about descriptive text
 * @param sources sources of this model, tried before those of the registry
 * @param unpack the directory of the cache that the model, an archive, is unpacked into
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
          "a file published without compression must have the digest of the model");
    }
    if (unpack.isPresent() && unpack.get().isReserved()) {
      throw new IllegalArgumentException(
          "'" + unpack.get() + "' is a file of the cache itself and cannot be a directory");
    }
  }

  // Written by hand: models are map keys, and the generated method would hash every fragment.
  @Override
  public int hashCode() {
    return Objects.hash(name, sha256);
  }

  /** This model with other sources. */
  public Model withSources(List<SourceLocation> others) {
    return new Model(name, sha256, size, publication, about, others, unpack);
  }

  /** Descriptive text about a model. It is untrusted: escape it for a terminal or a web page. */
  public record About(
      Optional<String> version, Optional<String> description, Optional<String> license) {

    /** No text. */
    public static final About NOTHING =
        new About(Optional.empty(), Optional.empty(), Optional.empty());
  }
}
