/**
 * The command line program and its composition root. {@link org.pumaguard.models.cli.Main} reads
 * the arguments into {@link org.pumaguard.models.cli.settings.Settings}. {@code Wiring} builds the
 * program from the settings by Guice, with the modules that an integrator adds. One {@link
 * org.pumaguard.models.cli.command.Command} then runs.
 */
package org.pumaguard.models.cli;
