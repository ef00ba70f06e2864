/** Reads and writes source registries in YAML. */
package org.pumaguard.models.filesystem.registry;
