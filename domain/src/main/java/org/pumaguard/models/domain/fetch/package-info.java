/** Downloads: bytes from sources and from the disk into a partial. */
package org.pumaguard.models.domain.fetch;
