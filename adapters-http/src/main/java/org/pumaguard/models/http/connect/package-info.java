/** Connections to hosts with several addresses, directly and through SOCKS proxies. */
package org.pumaguard.models.http.connect;
