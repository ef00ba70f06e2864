/** The entry point of the domain: {@link ModelCache} and its factory. */
package org.pumaguard.models.domain.cache;
