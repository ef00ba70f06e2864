/** Bundles: models and their registry in one archive, for machines without a network. */
package org.pumaguard.models.domain.bundle;
