/** The commands of the command line program. */
package org.pumaguard.models.cli.command;
