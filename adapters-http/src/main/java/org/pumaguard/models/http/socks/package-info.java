/** SOCKS 5 proxies. */
package org.pumaguard.models.http.socks;
