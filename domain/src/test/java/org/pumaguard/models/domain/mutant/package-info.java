/**
 * Adapters with one fault each. A contract that no fault breaks checks nothing, so each of them has
 * to fail a contract test of its port.
 */
package org.pumaguard.models.domain.mutant;
