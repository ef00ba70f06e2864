/** HTTP: routes, conditions, ranges, errors, access control. */
package org.pumaguard.models.server.http;
