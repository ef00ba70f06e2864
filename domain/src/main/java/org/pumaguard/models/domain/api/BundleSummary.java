package org.pumaguard.models.domain.api;

import java.nio.file.Path;

/**
 * A bundle that was written.
 *
 * @param file the path of the bundle
 * @param bytes the size of the bundle, in bytes
 * @param models the number of models in its registry
 * @param contents the number of contents in the bundle
 * @param leftOut the number of contents that the receiver has, and the bundle leaves out
 */
public record BundleSummary(Path file, long bytes, int models, int contents, int leftOut) {}
