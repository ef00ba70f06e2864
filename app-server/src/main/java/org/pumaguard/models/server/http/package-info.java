/** HTTP: listener, routes, preconditions, ranges, file transfer, errors, access control. */
package org.pumaguard.models.server.http;
