/** Reading what is cached, and reporting damage. */
package org.pumaguard.models.domain.verify;
