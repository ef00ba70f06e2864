package org.pumaguard.models.domain.model;

/**
 * The new fingerprint of a file whose bytes stayed the same. Hard links and unlinks change a file's
 * ctime.
 *
 * @param before the fingerprint that records may hold
 * @param after the fingerprint that they have to hold now
 */
public record FingerprintChange(Fingerprint before, Fingerprint after) {}
