/** Background work: keeping models cached, scrubbing, jobs, events. */
package org.pumaguard.models.server.work;
