/** The settings of a server, their options and their reader. */
package org.pumaguard.models.server.settings;
