/** The cache registry as a JSON file. */
package org.pumaguard.models.filesystem.records;
