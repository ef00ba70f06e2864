/** Where a download is written: offsets, missing ranges, writes and journal of a partial. */
package org.pumaguard.models.domain.fetch.partial;
