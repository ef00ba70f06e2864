/** The parts of the contract of a fetcher. */
package org.pumaguard.models.domain.port.fetch;
