/**
 * Where models are described and fetched from: reading registries, routing requests to fetchers.
 */
package org.pumaguard.models.domain.source;
