/** The door to the domain: {@link ModelCache} and the factory that composes it. */
package org.pumaguard.models.domain.cache;
