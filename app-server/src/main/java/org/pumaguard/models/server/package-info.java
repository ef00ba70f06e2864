/** The server's composition root: still empty. */
package org.pumaguard.models.server;
