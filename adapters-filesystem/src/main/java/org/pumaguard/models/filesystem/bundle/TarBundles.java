package org.pumaguard.models.filesystem.bundle;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.Bundles;

/** Bundles as tar archives: plain, or compressed with gzip or Zstandard. */
public final class TarBundles implements Bundles {

  @Override
  public boolean canWrite(Path file) {
    return BundleCompression.ofFileName(file).isPresent();
  }

  @Override
  public Draft draft(Path file) throws IOException {
    Optional<BundleCompression> compression = BundleCompression.ofFileName(file);
    if (compression.isEmpty()) {
      throw new IllegalArgumentException(
          "unsupported bundle name '" + file + "': use .tar, .tar.gz or .tar.zst");
    }
    return TarBundleWriter.begin(file, compression.get());
  }

  @Override
  public Reading open(Path file) throws IOException {
    return TarBundleReader.open(file);
  }

  @Override
  public Set<Sha256> listed(Path list) throws IOException {
    return new DigestListReader(this).read(list);
  }
}
