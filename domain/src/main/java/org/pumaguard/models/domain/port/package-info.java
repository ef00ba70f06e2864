/**
 * What the domain needs from the world. Each interface's Javadoc is its contract: what is atomic,
 * what is left after a failure, who closes, which threads. Adapters implement it, tests of the same
 * name with {@code Contract} behind it hold them to it.
 */
package org.pumaguard.models.domain.port;
