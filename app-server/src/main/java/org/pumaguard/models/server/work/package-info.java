/**
 * Background work: the registry in force, keeping required models cached and leased, jobs,
 * scrubbing, events.
 */
package org.pumaguard.models.server.work;
