package org.pumaguard.models.domain.state;

import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.policy.ModelLength;
import org.pumaguard.models.domain.port.CacheRegistry;

/**
 * The sizes of models that the source registry does not state, as servers announced them and
 * fetches verified them. They are kept in the cache registry, so a model that was removed has a
 * size. Safe for use by many threads.
 */
public final class LearntSizes {

  private final CacheParts parts;

  public LearntSizes(CacheParts parts) {
    this.parts = parts;
  }

  /** The length of the model's file: from the registry, else as it was learnt. */
  ModelLength of(Model model) {
    return length(model.size(), model.sha256());
  }

  /** The length of the published file: from the registry, else as it was learnt. */
  public ModelLength ofPublished(Model model) {
    return length(model.publication().size(), model.publication().sha256());
  }

  private ModelLength length(OptionalLong declared, Sha256 content) {
    Optional<CacheRegistry.Size> learnt =
        declared.isPresent() ? Optional.empty() : sizes().find(content);
    return learnt.isEmpty()
        ? ModelLength.exactly(declared)
        : new ModelLength(OptionalLong.of(learnt.get().bytes()), learnt.get().isEstimate());
  }

  /** A server has announced the length of the published file, or of some of its fragments. */
  public void announced(Model model, long bytes) {
    if (isRegistered(model)) {
      sizes().learn(model.publication().sha256(), new CacheRegistry.Size(bytes, true));
    }
  }

  /** All bytes of the published file were fetched and verified. */
  public void verified(Model model, long publishedBytes) {
    if (model.publication().size().isEmpty() && isRegistered(model)) {
      sizes().learn(model.publication().sha256(), new CacheRegistry.Size(publishedBytes, false));
    }
  }

  /** The decompressed file was verified. */
  public void decompressed(Model model, long bytes) {
    if (model.size().isEmpty() && isRegistered(model)) {
      sizes().learn(model.sha256(), new CacheRegistry.Size(bytes, false));
    }
  }

  /** A server announced a length, but not that of the published file. */
  public void withdraw(Model model) {
    Sha256 content = model.publication().sha256();
    if (sizes().find(content).filter(CacheRegistry.Size::isEstimate).isPresent()) {
      sizes().retain(other -> !other.equals(content));
    }
  }

  /** Forgets the sizes of contents that neither the source registry nor the cache has. */
  public void tidy() {
    Set<Sha256> needed = new HashSet<>();
    try {
      for (Model model : parts.registry().getNow().models()) {
        needed.add(model.sha256());
        needed.add(model.publication().sha256());
      }
    } catch (CacheException e) {
      // Without a registry it is unknown which are needed.
      return;
    }
    sizes()
        .retain(
            content ->
                needed.contains(content) || !parts.view().records().known(content).isEmpty());
  }

  /** A file that is retrieved by its location alone is no model, and its length is not shown. */
  private boolean isRegistered(Model model) {
    try {
      return parts.registry().getNow().find(model.name()).isPresent();
    } catch (CacheException e) {
      return false;
    }
  }

  private CacheRegistry.Sizes sizes() {
    return parts.view().records().sizes();
  }
}
