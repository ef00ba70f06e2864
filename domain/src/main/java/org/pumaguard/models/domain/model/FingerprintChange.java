package org.pumaguard.models.domain.model;

/**
 * The new fingerprint of a file whose bytes stayed the same. Hard links and unlinks change a file's
 * ctime.
 *
 * @param before the former fingerprint, which records may hold
 * @param after the new fingerprint
 */
public record FingerprintChange(Fingerprint before, Fingerprint after) {}
