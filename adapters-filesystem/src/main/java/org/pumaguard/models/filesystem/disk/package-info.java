/** Durable files, attributes and folders, and the layout of a cache directory. */
package org.pumaguard.models.filesystem.disk;
