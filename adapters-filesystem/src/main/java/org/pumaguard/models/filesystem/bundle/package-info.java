/** Reads and writes bundles as tar archives. */
package org.pumaguard.models.filesystem.bundle;
