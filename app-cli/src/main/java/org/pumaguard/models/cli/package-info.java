/**
 * The command line program and its composition root. {@link org.pumaguard.models.cli.Main} reads
 * the arguments into {@link org.pumaguard.models.cli.settings.Settings}, {@link
 * org.pumaguard.models.cli.Composition} puts the program together from those, by an injector where
 * somebody adds Guice modules, and one {@link org.pumaguard.models.cli.command.Command} is run.
 */
package org.pumaguard.models.cli;
