/**
 * Values: what a model, a fragment, a source and a registry are.
 *
 * <p>A value that exists is valid. Text from outside becomes a value in a {@code parse} method,
 * which throws {@link java.lang.IllegalArgumentException} with a message fit for a user.
 */
package org.pumaguard.models.domain.model;
