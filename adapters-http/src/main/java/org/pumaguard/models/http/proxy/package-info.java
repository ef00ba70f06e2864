/** Selects the proxy of a request. */
package org.pumaguard.models.http.proxy;
