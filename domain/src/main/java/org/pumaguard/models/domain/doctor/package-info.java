/** Checks of the directory, the registry and the sources. */
package org.pumaguard.models.domain.doctor;
