package org.pumaguard.models.domain.model;

/**
 * A range inside stored content.
 *
 * @param content the digest of the whole
 * @param range the place in it
 */
public record BlobRange(Sha256 content, ByteRange range) {}
