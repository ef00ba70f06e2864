/** Registries and sources: loading registries, routing requests to fetchers, limiting the rate. */
package org.pumaguard.models.domain.source;
