/** Metrics of a cache for Micrometer, a library that the embedding program provides. */
package org.pumaguard.models.metrics;
