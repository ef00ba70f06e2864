/** Verification of cached models, and location of damage. */
package org.pumaguard.models.domain.verify;
