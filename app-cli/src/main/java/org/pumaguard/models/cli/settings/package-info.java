/**
 * Settings from the command line, the environment and the configuration file, shared by the command
 * line program and the server.
 */
package org.pumaguard.models.cli.settings;
