/** Metrics in the Prometheus text format. */
package org.pumaguard.models.server.metrics;
