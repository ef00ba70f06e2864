/**
 * Decisions over values: when to read a file again, which source to ask next and when, what a wrong
 * file looks like. No I/O, no clock: "now", chance and what happened are arguments.
 */
package org.pumaguard.models.domain.policy;
