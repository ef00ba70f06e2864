/** Settings of the network; programs create them. */
package org.pumaguard.models.http.settings;
