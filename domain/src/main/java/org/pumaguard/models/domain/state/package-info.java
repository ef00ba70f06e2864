/** What is on disk, and which state each model has. */
package org.pumaguard.models.domain.state;
