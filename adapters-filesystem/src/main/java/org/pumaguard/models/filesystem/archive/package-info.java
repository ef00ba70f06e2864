/** Archives and compressed files, read with Apache Commons Compress. */
package org.pumaguard.models.filesystem.archive;
