package org.pumaguard.models.server.web;

import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.pumaguard.models.domain.api.ModelStatus;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.port.CacheRegistry;
import org.pumaguard.models.domain.port.Progress;
import org.pumaguard.models.server.http.Problem;
import org.pumaguard.models.server.work.EventHub;
import org.pumaguard.models.server.work.Jobs;
import org.pumaguard.models.server.work.LastFailures;
import org.pumaguard.models.server.work.TransferProgress;

/**
 * What the server adds to the JSON of a model: running job, transfer, last verification, last
 * failure.
 */
final class ModelActivity {

  private final Jobs jobs;
  private final EventHub events;
  private final LastFailures failures;

  ModelActivity(Jobs jobs, EventHub events, LastFailures failures) {
    this.jobs = jobs;
    this.events = events;
    this.failures = failures;
  }

  /** Adds the fields to a model's JSON object, and returns it. */
  Map<String, Object> addTo(Map<String, Object> object, ModelStatus status, boolean isRequired) {
    ModelName name = status.model().name();
    object.put("required", isRequired);
    object.put("job", jobs.of(name).map(Jobs.Kind::text).orElse(null));
    object.put("transfer", events.transfer(name).map(ModelActivity::transfer).orElse(null));
    object.put(
        "verifiedAt",
        status.entry().map(CacheRegistry.Entry::verifiedAt).map(Object::toString).orElse(null));
    object.put("error", failures.of(name).map(ModelActivity::error).orElse(null));
    return object;
  }

  /** Whether no job runs on a model and its last operation has not failed. */
  boolean isSettled(ModelName name) {
    return jobs.of(name).isEmpty() && failures.of(name).isEmpty();
  }

  private static Map<String, Object> transfer(TransferProgress transfer) {
    Map<String, Object> object = new LinkedHashMap<>();
    Progress.Amount amount = transfer.amount();
    object.put("activity", transfer.activity().map(Progress.WorkKind::text).orElse(null));
    object.put("bytes", amount.bytes());
    object.put("total", amount.total().isPresent() ? amount.total().getAsLong() : null);
    object.put("estimated", amount.estimated());
    object.put("reused", amount.reused());
    object.put("fragmentsDone", amount.fragmentsDone());
    object.put("fragments", amount.fragments());
    object.put("bytesPerSecond", Math.round(transfer.bytesPerSecond()));
    return object;
  }

  private static Map<String, Object> error(LastFailures.Failure failure) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("message", String.valueOf(failure.cause().getMessage()));
    object.put("hint", failure.cause().hint().text());
    object.put("kind", Problem.word(failure.cause().kind()));
    object.put("at", failure.at().truncatedTo(ChronoUnit.MILLIS).toString());
    return object;
  }
}
