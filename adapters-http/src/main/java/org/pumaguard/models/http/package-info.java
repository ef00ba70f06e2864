/**
 * Fetches over HTTP and HTTPS with Apache HttpClient. Programs use {@link
 * org.pumaguard.models.http.HttpModule}, {@link org.pumaguard.models.http.HttpConnections} and the
 * {@code settings} package; everything else is internal.
 */
package org.pumaguard.models.http;
