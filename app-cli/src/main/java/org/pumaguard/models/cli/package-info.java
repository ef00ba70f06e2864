/**
 * The command line program and its composition root. {@link org.pumaguard.models.cli.Main} reads
 * the arguments into {@link org.pumaguard.models.cli.settings.Settings}, turns those into a list of
 * Guice modules, creates the injector once, and runs one {@link org.pumaguard.models.cli.Command}.
 */
package org.pumaguard.models.cli;
