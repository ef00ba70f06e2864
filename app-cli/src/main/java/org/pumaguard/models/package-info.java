/**
 * The cache as a library. {@link org.pumaguard.models.Models} builds a {@link
 * org.pumaguard.models.domain.cache.ModelCache} from settings, with the Guice modules from which
 * both programs are wired; {@link org.pumaguard.models.Composition} holds what is open.
 */
package org.pumaguard.models;
