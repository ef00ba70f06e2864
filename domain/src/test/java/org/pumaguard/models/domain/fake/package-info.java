/**
 * An in-memory adapter for each port. Each passes the contract tests of its port, so that use cases
 * are tested without disk and network. {@link org.pumaguard.models.domain.fake.TestCache} composes
 * a cache of them.
 */
package org.pumaguard.models.domain.fake;
