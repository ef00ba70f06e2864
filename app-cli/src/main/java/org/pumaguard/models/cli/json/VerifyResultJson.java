package org.pumaguard.models.cli.json;

import java.util.LinkedHashMap;
import java.util.Map;
import org.pumaguard.models.domain.api.VerifyResult;
import org.pumaguard.models.domain.model.FileName;

/** The result of verifying a model as JSON. */
public final class VerifyResultJson {

  private VerifyResultJson() {}

  /** The result, the damaged ranges, and the reason if they were not repaired. */
  public static Map<String, Object> of(VerifyResult verified) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("name", verified.name().value());
    object.put("result", verified.result().text());
    object.put("expected", verified.expected().map(Object::toString).orElse(null));
    object.put("actual", verified.actual().map(Object::toString).orElse(null));
    object.put("damage", verified.damage().stream().map(VerifyResultJson::damage).toList());
    verified.unpacked().ifPresent(what -> object.put("unpacked", what));
    object.put("bytesFetched", verified.bytesFetched());
    verified.replacedBy().ifPresent(now -> object.put("replacedBy", now.toString()));
    object.put("base", verified.base().map(Object::toString).orElse(null));
    verified
        .failure()
        .ifPresent(failure -> object.put("error", String.valueOf(failure.getMessage())));
    return object;
  }

  private static Map<String, Object> damage(VerifyResult.Damage damage) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("offset", damage.range().offset());
    object.put("length", damage.range().length());
    object.put("fragment", damage.fragment().map(FileName::value).orElse(null));
    return object;
  }
}
