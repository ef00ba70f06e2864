/** The handlers: API, content, registry, dashboard. */
package org.pumaguard.models.server.web;
