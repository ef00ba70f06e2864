/**
 * Ports: the interfaces through which the domain uses disk, network, registry formats and
 * observers. The Javadoc of a port is its contract: atomicity, the state after a failure, the owner
 * of each resource, threads. An adapter implements the port and runs the contract tests of the same
 * name, such as {@code FetcherContract} for {@link org.pumaguard.models.domain.port.Fetcher}.
 */
package org.pumaguard.models.domain.port;
