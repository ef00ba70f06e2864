/** Results and messages on the standard streams. */
package org.pumaguard.models.cli.output;
