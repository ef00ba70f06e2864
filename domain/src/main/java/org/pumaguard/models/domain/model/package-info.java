/**
 * Values: model, fragment, source, registry, digest, range.
 *
 * <p>A value that exists is valid. A {@code parse} method turns text into a value, or throws {@link
 * java.lang.IllegalArgumentException} with a message for the user.
 */
package org.pumaguard.models.domain.model;
