/** Progress on standard error: bars, plain lines, JSON. */
package org.pumaguard.models.cli.progress;
