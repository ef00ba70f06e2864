/** Finding verified content to serve to other machines. */
package org.pumaguard.models.domain.mirror;
