/** Durable files, file attributes, folders, and the layout of a cache directory. */
package org.pumaguard.models.filesystem.disk;
