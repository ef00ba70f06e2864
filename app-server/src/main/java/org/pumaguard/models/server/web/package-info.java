/** The handlers of the routes: API, downloads, registry, monitoring, dashboard. */
package org.pumaguard.models.server.web;
