package org.pumaguard.models.domain.source;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.Fragment;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.model.SourceRegistry;

/**
 * Looks up the models of a registry and their fragments by published name and by digest. Compressed
 * files are left out, since the cache keeps only the decompressed content.
 *
 * @param registry the indexed registry
 */
public record PublicationIndex(
    SourceRegistry registry, Map<FileName, List<Part>> names, Map<Sha256, List<Part>> digests) {

  public static PublicationIndex of(SourceRegistry registry) {
    Map<FileName, List<Part>> names = new HashMap<>();
    Map<Sha256, List<Part>> digests = new HashMap<>();
    for (Model model : registry.models()) {
      Part whole = new Part(model, Optional.empty());
      add(digests, model.sha256(), whole);
      if (model.publication().compression().isPresent()) {
        continue;
      }
      add(names, model.publication().file(), whole);
      List<Fragment> fragments = model.publication().fragments();
      for (int i = 0; i < fragments.size(); i++) {
        Part part = new Part(model, Optional.of(i));
        add(names, fragments.get(i).name(), part);
        add(digests, fragments.get(i).sha256(), part);
      }
    }
    return new PublicationIndex(registry, names, digests);
  }

  public List<Part> named(FileName name) {
    return names.getOrDefault(name, List.of());
  }

  public List<Part> digest(Sha256 sha256) {
    return digests.getOrDefault(sha256, List.of());
  }

  private static <K> void add(Map<K, List<Part>> parts, K key, Part part) {
    parts.computeIfAbsent(key, none -> new ArrayList<>()).add(part);
  }

  /**
   * A model, or one of its fragments.
   *
   * @param fragment its index from 0; empty for the whole model
   */
  public record Part(Model model, Optional<Integer> fragment) {}
}
