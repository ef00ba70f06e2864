/** Source registries in YAML. */
package org.pumaguard.models.filesystem.registry;
