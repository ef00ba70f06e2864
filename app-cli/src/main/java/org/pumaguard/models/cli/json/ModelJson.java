package org.pumaguard.models.cli.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.pumaguard.models.domain.api.ModelStatus;
import org.pumaguard.models.domain.model.Fragment;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.policy.VersionHistory;
import org.pumaguard.models.domain.port.CacheRegistry;

/** A model and its state as JSON. */
public final class ModelJson {

  private ModelJson() {}

  /** A model in a list. */
  public static Map<String, Object> line(ModelStatus status) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("name", status.model().name().value());
    object.put("state", status.state().text());
    object.put("size", status.size().isPresent() ? status.size().getAsLong() : null);
    if (status.isSizeEstimated()) {
      object.put("estimated", true);
    }
    object.put("version", status.model().about().version().orElse(null));
    object.put("sha256", status.model().sha256().hex());
    object.put("fragments", status.model().publication().fragments().size());
    object.put("lastUsed", status.entry().map(entry -> entry.lastUsed().toString()).orElse(null));
    object.put("pinned", status.entry().map(CacheRegistry.Entry::pinned).orElse(false));
    object.put("path", status.path().map(Object::toString).orElse(null));
    return object;
  }

  /**
   * All details of one model.
   *
   * @param sources the sources of the model, in the order of use
   */
  public static Map<String, Object> facts(ModelStatus status, List<String> sources) {
    Model model = status.model();
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("name", model.name().value());
    facts.put("state", status.state().text());
    facts.put("path", status.path().map(Object::toString).orElse(null));
    put(facts, "size", status.size());
    if (status.isSizeEstimated()) {
      facts.put("estimated", true);
    }
    facts.put("version", model.about().version().orElse(null));
    facts.put("sha256", model.sha256().hex());
    facts.put("description", model.about().description().orElse(null));
    facts.put("license", model.about().license().orElse(null));
    facts.put("file", model.publication().file().value());
    facts.put(
        "compression",
        model.publication().compression().map(compression -> compression.text()).orElse(null));
    facts.put(
        "fileSha256",
        model.publication().compression().isPresent() ? model.publication().sha256().hex() : null);
    facts.put("unpack", model.unpack().map(Object::toString).orElse(null));
    facts.put("sources", sources);
    facts.put("fragments", fragments(model));
    facts.put("cached", status.entry().map(ModelJson::cached).orElse(null));
    facts.put("keptVersions", status.entry().map(ModelJson::kept).orElse(List.of()));
    return facts;
  }

  private static List<Map<String, Object>> fragments(Model model) {
    List<Map<String, Object>> fragments = new ArrayList<>();
    for (Fragment fragment : model.publication().fragments()) {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("name", fragment.name().value());
      object.put("sha256", fragment.sha256().hex());
      put(object, "size", fragment.size());
      fragments.add(object);
    }
    return fragments;
  }

  private static Map<String, Object> cached(CacheRegistry.Entry entry) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("sha256", entry.sha256().hex());
    object.put("size", entry.fingerprint().size());
    object.put("version", entry.shown().version().orElse(null));
    object.put("cachedAt", entry.cachedAt().toString());
    object.put("verifiedAt", entry.verifiedAt().toString());
    object.put("lastUsed", entry.lastUsed().toString());
    object.put("source", entry.shown().source().orElse(null));
    object.put("pinned", entry.pinned());
    return object;
  }

  /** The versions available for a rollback, newest first. */
  private static List<Map<String, Object>> kept(CacheRegistry.Entry entry) {
    List<Map<String, Object>> kept = new ArrayList<>();
    for (CacheRegistry.Version version : VersionHistory.kept(entry, entry.sha256())) {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("version", version.version().orElse(null));
      object.put("sha256", version.sha256().hex());
      object.put("size", version.fingerprint().size());
      object.put("cachedAt", version.cachedAt().toString());
      kept.add(object);
    }
    return kept;
  }

  private static void put(Map<String, Object> object, String key, OptionalLong number) {
    object.put(key, number.isPresent() ? number.getAsLong() : null);
  }
}
