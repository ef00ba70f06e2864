/** Deadlines for TLS handshakes and response heads. */
package org.pumaguard.models.http.timeout;
