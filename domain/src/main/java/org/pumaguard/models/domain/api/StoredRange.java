package org.pumaguard.models.domain.api;

import java.nio.file.Path;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.Sha256;

/**
 * Verified bytes that lie in a file of the cache: a model, or a fragment inside one.
 *
 * @param sha256 their digest
 * @param file the file that they lie in, absolute
 * @param range where they lie in it
 * @param fingerprint how the file looks for which this holds
 */
public record StoredRange(Sha256 sha256, Path file, ByteRange range, Fingerprint fingerprint) {}
