package org.pumaguard.models.server.work;

import org.pumaguard.models.domain.api.VerifyResult;

/** Counts what jobs find. Called by the threads that run jobs. */
public interface JobListener {

  /** Bytes did not match the registry's digest. */
  void digestFailures(int times);

  /** A model was read in full. */
  void verified(VerifyResult.Result result);
}
