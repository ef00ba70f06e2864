package org.pumaguard.models.domain.api;

import java.io.Serializable;
import org.pumaguard.models.domain.api.CacheException.Kind;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;

/**
 * What is known of a failure, in a form that survives serialization. A text is empty if it is
 * unknown.
 *
 * @param location without credentials and query
 * @param expected the registered digest
 * @param actual the digest of the bytes
 */
record FailureFacts(
    Kind kind,
    Hint hint,
    String model,
    String location,
    String expected,
    String actual,
    boolean mayRetry)
    implements Serializable {

  static FailureFacts of(Kind kind, Hint hint) {
    return new FailureFacts(kind, hint, "", "", "", "", kind.mayPass());
  }

  FailureFacts about(ModelName name) {
    return new FailureFacts(kind, hint, name.value(), location, expected, actual, mayRetry);
  }

  FailureFacts at(Location place) {
    return new FailureFacts(kind, hint, model, place.toString(), expected, actual, mayRetry);
  }

  FailureFacts expecting(Sha256 digest) {
    return new FailureFacts(kind, hint, model, location, digest.hex(), actual, mayRetry);
  }

  FailureFacts got(Sha256 digest) {
    return new FailureFacts(kind, hint, model, location, expected, digest.hex(), mayRetry);
  }

  FailureFacts retryable(boolean isRetryable) {
    return new FailureFacts(kind, hint, model, location, expected, actual, isRetryable);
  }
}
