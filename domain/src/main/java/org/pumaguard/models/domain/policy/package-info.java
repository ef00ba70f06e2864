/**
 * Decisions over values: when to verify a file again, which source to try next, how long to wait,
 * what to evict, what a wrong file looks like. No I/O and no clock: time and randomness are
 * arguments.
 */
package org.pumaguard.models.domain.policy;
