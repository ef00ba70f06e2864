/**
 * Fetching over http and https with Apache HttpClient. {@link org.pumaguard.models.http.HttpModule}
 * is the door; all else is hidden.
 */
package org.pumaguard.models.http;
