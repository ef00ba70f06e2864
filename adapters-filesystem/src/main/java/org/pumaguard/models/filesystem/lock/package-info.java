/** Locks between threads and processes. */
package org.pumaguard.models.filesystem.lock;
