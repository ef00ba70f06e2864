/** Bundles as tar archives. */
package org.pumaguard.models.filesystem.bundle;
