/** How the network is used: what programs configure. */
package org.pumaguard.models.http.settings;
