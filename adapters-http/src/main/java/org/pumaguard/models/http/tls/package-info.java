/** TLS connections, trusted certificates and the reasons for refusing one. */
package org.pumaguard.models.http.tls;
