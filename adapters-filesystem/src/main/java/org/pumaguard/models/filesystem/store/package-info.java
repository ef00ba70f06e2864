/** The content store of a cache directory: blobs, partials, indexes, unpacked directories. */
package org.pumaguard.models.filesystem.store;
