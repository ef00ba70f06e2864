/** Metrics in the Prometheus format. */
package org.pumaguard.models.server.metrics;
