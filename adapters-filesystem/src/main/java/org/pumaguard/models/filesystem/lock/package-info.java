/** Locks between processes. */
package org.pumaguard.models.filesystem.lock;
