/** The contracts of the parts of a content store. */
package org.pumaguard.models.domain.port.store;
