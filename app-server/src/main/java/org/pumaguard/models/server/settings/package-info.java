/** How a server behaves, and where that is read from. */
package org.pumaguard.models.server.settings;
