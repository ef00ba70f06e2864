package org.pumaguard.models.domain.model;

/**
 * A verified fragment of some content.
 *
 * @param sha256 the digest of the fragment
 * @param range its offset and length in the content
 */
public record FragmentRange(Sha256 sha256, ByteRange range) {}
