/**
 * The use cases. {@link org.pumaguard.models.domain.cache.ModelCache} is the one door for programs
 * and for embedders; {@link org.pumaguard.models.domain.cache.RegistryLoader} says which models
 * there are.
 */
package org.pumaguard.models.domain.cache;
