/** The help pages. Nothing of this package is loaded by a run that asks for no help. */
package org.pumaguard.models.cli.help;
