package org.pumaguard.models.domain.api;

import java.nio.file.Path;

/**
 * A bundle that was written.
 *
 * @param file where it is
 * @param bytes its length
 * @param models how many models its registry names
 * @param contents how many contents it holds
 * @param leftOut how many it does not hold, since the other side has them
 */
public record BundleSummary(Path file, long bytes, int models, int contents, int leftOut) {}
