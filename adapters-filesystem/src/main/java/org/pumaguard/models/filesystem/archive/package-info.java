/** Archives and compressed files, read with commons-compress. */
package org.pumaguard.models.filesystem.archive;
