/** How the command line program shows models. */
package org.pumaguard.models.cli.view;
