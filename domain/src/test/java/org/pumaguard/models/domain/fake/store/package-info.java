/** A disk in memory, and a content store on it. */
package org.pumaguard.models.domain.fake.store;
