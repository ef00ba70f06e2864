/** Deadlines of connections, heads and bodies. */
package org.pumaguard.models.http.timeout;
