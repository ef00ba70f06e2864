/**
 * What a program is told on its command line, by the environment and by the configuration file. The
 * command line program and the server share it.
 */
package org.pumaguard.models.cli.settings;
