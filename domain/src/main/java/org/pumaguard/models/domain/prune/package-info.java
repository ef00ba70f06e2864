/** Removing old versions, leftovers and models: prune, clear, quota. */
package org.pumaguard.models.domain.prune;
