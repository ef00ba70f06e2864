/** Making models available: ensure, repair, lease, roll back. */
package org.pumaguard.models.domain.ensure;
