/** Manual pages, generated from the description of a command line. Only the build loads them. */
package org.pumaguard.models.cli.manual;
