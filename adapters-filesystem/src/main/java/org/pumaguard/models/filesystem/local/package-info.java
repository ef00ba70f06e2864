/** Fetchers for local files and class path resources. */
package org.pumaguard.models.filesystem.local;
