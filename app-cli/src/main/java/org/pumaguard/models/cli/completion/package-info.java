/**
 * Completion scripts for bash, zsh and fish, generated from the description of a command line. Only
 * {@code completion} and the build load these classes.
 */
package org.pumaguard.models.cli.completion;
