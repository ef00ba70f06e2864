package org.pumaguard.models.server.web;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.pumaguard.models.domain.api.ModelStatus;
import org.pumaguard.models.domain.api.StoredRange;
import org.pumaguard.models.domain.api.VerifyResult;
import org.pumaguard.models.domain.cache.ModelCache;
import org.pumaguard.models.domain.mirror.ContentLookup;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.Fragment;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.ModelState;
import org.pumaguard.models.server.work.EventHub;
import org.pumaguard.models.server.work.LastFailures;
import org.pumaguard.models.server.work.ModelKeeper;

/**
 * What the server adds to the details of one model: the states of its fragments, the location of
 * damage, its lease. Reads no content.
 */
final class ModelDetails {

  private final ModelCache cache;
  private final ContentLookup lookup;
  private final ModelKeeper keeper;
  private final EventHub events;
  private final LastFailures failures;

  ModelDetails(
      ModelCache cache,
      ContentLookup lookup,
      ModelKeeper keeper,
      EventHub events,
      LastFailures failures) {
    this.cache = cache;
    this.lookup = lookup;
    this.keeper = keeper;
    this.events = events;
    this.failures = failures;
  }

  /** Adds the fields to a model's JSON object, and returns it. */
  Map<String, Object> addTo(Map<String, Object> object, ModelStatus status) {
    ModelName name = status.model().name();
    List<VerifyResult.Damage> damage =
        failures.of(name).map(LastFailures.Failure::damage).orElse(List.of());
    List<Map<String, Object>> fragments = new ArrayList<>();
    for (Fragment fragment : status.model().publication().fragments()) {
      fragments.add(fragment(status, fragment, damage));
    }
    object.put("fragments", fragments);
    object.put("damage", damage.stream().map(ModelDetails::damage).toList());
    object.put("lease", lease(name));
    return object;
  }

  private Map<String, Object> fragment(
      ModelStatus status, Fragment fragment, List<VerifyResult.Damage> damage) {
    Optional<StoredRange> stored = lookup.digestAtOnce(fragment.sha256());
    Optional<String> state =
        isDamaged(fragment.name(), damage)
            ? Optional.of("damaged")
            : stored.isPresent()
                ? Optional.of("cached")
                : events
                    .stage(status.model().name(), fragment.name())
                    .map(stage -> stage.text())
                    .or(() -> stateWithoutFetch(status, damage));
    OptionalLong size =
        stored.isPresent() ? OptionalLong.of(stored.get().range().length()) : fragment.size();
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("name", fragment.name().value());
    object.put("sha256", fragment.sha256().hex());
    object.put("size", size.isPresent() ? size.getAsLong() : null);
    object.put("state", state.orElse(null));
    return object;
  }

  private static boolean isDamaged(FileName name, List<VerifyResult.Damage> damage) {
    return damage.stream().anyMatch(range -> range.fragment().filter(name::equals).isPresent());
  }

  /** A download of an earlier run, and damage that was not located, may concern any fragment. */
  private static Optional<String> stateWithoutFetch(
      ModelStatus status, List<VerifyResult.Damage> damage) {
    if (status.state() == ModelState.MISSING) {
      return Optional.of("missing");
    }
    boolean isLocated =
        !damage.isEmpty() && damage.stream().allMatch(range -> range.fragment().isPresent());
    return status.state() == ModelState.DAMAGED && isLocated
        ? Optional.of("cached")
        : Optional.empty();
  }

  private static Map<String, Object> damage(VerifyResult.Damage damage) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("offset", damage.range().offset());
    object.put("length", damage.range().length());
    object.put("fragment", damage.fragment().map(FileName::value).orElse(null));
    return object;
  }

  private Map<String, Object> lease(ModelName name) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("held", cache.isLeased(name));
    object.put("server", keeper.holdsLease(name));
    return object;
  }
}
