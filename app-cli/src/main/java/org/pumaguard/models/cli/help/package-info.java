/**
 * The help pages and the errors of the command line. Nothing of this package is loaded by a run
 * that asks for no help and makes no mistake.
 */
package org.pumaguard.models.cli.help;
