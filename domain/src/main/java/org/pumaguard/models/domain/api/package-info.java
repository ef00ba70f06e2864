/** Settings, results and failures of the cache. */
package org.pumaguard.models.domain.api;
