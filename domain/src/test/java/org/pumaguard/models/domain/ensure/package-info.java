/** Tests of how models are made available, from inside the package. */
package org.pumaguard.models.domain.ensure;
