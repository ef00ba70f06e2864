package org.pumaguard.models.domain.cache;

import java.io.IOException;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.Hint;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.policy.NamePattern;
import org.pumaguard.models.domain.state.CacheParts;

/** Resolves the names and patterns of a caller to names of models. */
final class NameSelection {

  private final CacheParts parts;
  private final ModelNames.Scope scope;

  NameSelection(CacheParts parts, ModelNames.Scope scope) {
    this.parts = parts;
    this.scope = scope;
  }

  /** The names, in the order of the texts, then of the registry, then by name. */
  List<ModelName> of(Collection<String> texts) {
    Set<ModelName> selected = new LinkedHashSet<>();
    for (String text : texts) {
      if (NamePattern.isPattern(text)) {
        selected.addAll(matching(text));
      } else {
        selected.add(ModelNames.parse(text));
      }
    }
    return List.copyOf(selected);
  }

  private List<ModelName> matching(String text) {
    Collection<ModelName> known = known();
    // A model may have a star in its name.
    List<ModelName> exact = known.stream().filter(name -> name.value().equals(text)).toList();
    if (!exact.isEmpty()) {
      return exact;
    }
    NamePattern pattern = new NamePattern(text);
    List<ModelName> matching =
        known.stream().filter(name -> pattern.matches(name.value())).toList();
    if (matching.isEmpty()) {
      throw unmatched(text, known);
    }
    return matching;
  }

  private CacheException unmatched(String text, Collection<ModelName> known) {
    CacheException failure =
        CacheException.unknown(
            (scope == ModelNames.Scope.CACHED ? "no cached model matches '" : "no model matches '")
                + text
                + "'",
            text,
            known);
    return scope == ModelNames.Scope.CACHED && failure.hint() == Hint.LIST_REGISTRY
        ? new CacheException(
            failure.kind(), String.valueOf(String.valueOf(failure.getMessage())), Hint.LIST_CACHED)
        : failure;
  }

  private Collection<ModelName> known() {
    Set<ModelName> known = new LinkedHashSet<>();
    List<ModelName> recorded =
        parts.view().records().entries().keySet().stream()
            .sorted(Comparator.comparing(ModelName::value))
            .toList();
    if (scope == ModelNames.Scope.REGISTERED) {
      return parts.registry().getNow().names();
    }
    try {
      known.addAll(parts.registry().getNow().names());
    } catch (CacheException e) {
      // The cached models can be named without a registry.
      if (recorded.isEmpty()) {
        throw e;
      }
    }
    known.addAll(recorded);
    return scope == ModelNames.Scope.ALL ? known : known.stream().filter(this::hasFile).toList();
  }

  private boolean hasFile(ModelName name) {
    try {
      return parts.view().store().models().find(name).isPresent();
    } catch (IOException e) {
      throw CacheException.storage(name, e);
    }
  }
}
