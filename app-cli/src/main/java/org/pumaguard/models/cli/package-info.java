/**
 * The command line program and its composition root. {@link org.pumaguard.models.cli.Main} reads
 * the arguments into {@link org.pumaguard.models.cli.settings.Settings}, from which {@link
 * org.pumaguard.models.Models} builds the cache. One {@link
 * org.pumaguard.models.cli.command.Command} then runs.
 */
package org.pumaguard.models.cli;
