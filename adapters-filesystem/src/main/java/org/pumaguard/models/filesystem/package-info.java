/**
 * The disk: the store in the XDG directory, its locks, the two registries (YAML and JSON), fetchers
 * for files and the class path, archives. {@link org.pumaguard.models.filesystem.FilesystemModule}
 * is the door; all else is hidden.
 */
package org.pumaguard.models.filesystem;
