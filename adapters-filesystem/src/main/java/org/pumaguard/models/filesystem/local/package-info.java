/** Local files and the class path as sources. */
package org.pumaguard.models.filesystem.local;
