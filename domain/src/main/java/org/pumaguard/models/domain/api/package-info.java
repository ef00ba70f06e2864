/** What callers of the cache give and get: settings, results, failures. */
package org.pumaguard.models.domain.api;
