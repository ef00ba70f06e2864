/** TLS connections and the certificates that they trust. */
package org.pumaguard.models.http.tls;
