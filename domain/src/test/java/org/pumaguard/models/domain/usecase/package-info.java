/** What the use cases promise, proved on the in-memory adapters in milliseconds. */
package org.pumaguard.models.domain.usecase;
