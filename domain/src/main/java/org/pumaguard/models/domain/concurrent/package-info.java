/** Threads that wait for one another: task groups, shared work, download slots. */
package org.pumaguard.models.domain.concurrent;
