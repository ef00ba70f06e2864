/** Credentials for servers: user information of a URL, bearer token, netrc. */
package org.pumaguard.models.http.auth;
