package org.pumaguard.models.domain.model;

/**
 * A range inside stored content.
 *
 * @param content the digest of the stored content
 * @param range offset and length in it
 */
public record BlobRange(Sha256 content, ByteRange range) {}
