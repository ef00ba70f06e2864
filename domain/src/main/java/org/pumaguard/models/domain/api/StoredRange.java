package org.pumaguard.models.domain.api;

import java.nio.file.Path;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.Sha256;

/**
 * A verified range of a file in the cache: a model, or a fragment of one.
 *
 * @param sha256 the digest of the range
 * @param file the absolute path of the file
 * @param range offset and length, in bytes
 * @param fingerprint the fingerprint with which the file was verified
 */
public record StoredRange(Sha256 sha256, Path file, ByteRange range, Fingerprint fingerprint) {}
