/** The text of help pages and the errors of a command line, as both programs print them. */
package org.pumaguard.models.cli.usage;
