/** Coordination of threads: task groups, shared work, download slots, fragments in flight. */
package org.pumaguard.models.domain.concurrent;
