package org.pumaguard.models.server.work;

import org.pumaguard.models.domain.api.VerifyResult;

/** Receives the results of jobs, for statistics. Called by the threads that run jobs. */
public interface JobListener {

  /** Fetched or stored bytes did not match the registry's digest. */
  void onDigestMismatch(int count);

  /** A model was read in full. */
  void onVerified(VerifyResult.Result result);
}
