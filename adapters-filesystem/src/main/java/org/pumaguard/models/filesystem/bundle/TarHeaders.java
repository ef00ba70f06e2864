package org.pumaguard.models.filesystem.bundle;

import java.io.IOException;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.tar.TarUtils;
import org.apache.commons.compress.archivers.zip.ZipEncoding;
import org.apache.commons.compress.archivers.zip.ZipEncodingHelper;
import org.pumaguard.models.domain.port.Bundles;

/** Parses tar headers of regular files, and refuses all others. */
final class TarHeaders {

  private static final String BAD_HEADER = "not a tar archive, or a damaged header";

  private static final ZipEncoding UTF8 = ZipEncodingHelper.getZipEncoding("UTF-8");

  /**
   * Parses a header block.
   *
   * @throws Bundles.Malformed if it is damaged, or not the header of a regular file
   */
  static Bundles.Entry parse(byte[] block) throws Bundles.Malformed {
    TarArchiveEntry header = header(block);
    String name = printable(header.getName());
    if (header.getLinkFlag() != TarConstants.LF_NORMAL
        && header.getLinkFlag() != TarConstants.LF_OLDNORM) {
      throw new Bundles.Malformed("entry '" + name + "' is " + kind(header));
    }
    if (header.getSize() < 0) {
      throw new Bundles.Malformed("entry '" + name + "' has a negative length");
    }
    return new Bundles.Entry(name, header.getSize());
  }

  private static TarArchiveEntry header(byte[] block) throws Bundles.Malformed {
    try {
      if (TarUtils.verifyCheckSum(block)) {
        return new TarArchiveEntry(block, UTF8, false);
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new Bundles.Malformed(BAD_HEADER + ": " + e.getMessage(), e);
    }
    throw new Bundles.Malformed(BAD_HEADER);
  }

  private static String kind(TarArchiveEntry header) {
    return switch (header.getLinkFlag()) {
      case TarConstants.LF_LINK -> "a hard link";
      case TarConstants.LF_SYMLINK -> "a symbolic link";
      case TarConstants.LF_CHR, TarConstants.LF_BLK -> "a device";
      case TarConstants.LF_DIR -> "a directory";
      case TarConstants.LF_FIFO -> "a pipe";
      case TarConstants.LF_GNUTYPE_SPARSE -> "a sparse file";
      default -> "not a regular file (type " + (header.getLinkFlag() & 0xff) + ")";
    };
  }

  private static String printable(String name) {
    return name.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", "?");
  }

  private TarHeaders() {}
}
