/** Which proxy a request takes. */
package org.pumaguard.models.http.proxy;
