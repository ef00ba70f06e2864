/** Hashing of files and streams with SHA-256. */
package org.pumaguard.models.domain.digest;
