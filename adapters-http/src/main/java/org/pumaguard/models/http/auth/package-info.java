/** Credentials: user information, tokens, netrc. */
package org.pumaguard.models.http.auth;
