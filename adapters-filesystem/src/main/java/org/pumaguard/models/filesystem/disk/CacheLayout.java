package org.pumaguard.models.filesystem.disk;

import java.nio.file.Path;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;

/**
 * The paths of all files in a cache directory; performs no I/O. Internal files are below one hidden
 * directory with a version number.
 *
 * @param directory the cache directory
 */
public record CacheLayout(Path directory) {

  /** The folder of all internal files. */
  public Path root() {
    return directory.resolve(".pumaguard").resolve("v1");
  }

  public Path model(ModelName name) {
    return directory.resolve(name.value());
  }

  public Path unpacked(FileName name) {
    return directory.resolve(name.value());
  }

  /** Records which directory was unpacked under this name; a user may have replaced it. */
  public Path unpackedMark(FileName name) {
    return unpackedMarks().resolve(name.value());
  }

  public Path unpackedMarks() {
    return root().resolve("unpacked");
  }

  public Path cacheRegistry() {
    return directory.resolve("model-registry.json");
  }

  /** The spelling of PumaGuard's Python code. */
  public Path pythonRegistry() {
    return directory.resolve("model-resgistry.json");
  }

  public Path blobs() {
    return root().resolve("blobs");
  }

  public Path blob(Sha256 content) {
    return inSubfolder(blobs(), content);
  }

  /** The folder that holds a blob. */
  public Path blobFolder(Sha256 content) {
    return blobs().resolve(content.hex().substring(0, 2));
  }

  public Path fragmentIndex() {
    return root().resolve("pieces");
  }

  /** Lists the blobs that contain a fragment. */
  public Path fragmentIndexFile(Sha256 fragment) {
    return inSubfolder(fragmentIndex(), fragment);
  }

  /** The folder of checksums of blocks and fragments, by the digest of the content. */
  public Path blockIndex() {
    return root().resolve("blocks");
  }

  /** Lists the fragments and blocks of content. */
  public Path blockIndexFile(Sha256 content) {
    return inSubfolder(blockIndex(), content);
  }

  public Path partials() {
    return root().resolve("partials");
  }

  public Path partial(Sha256 content) {
    return partials().resolve(content.hex());
  }

  public Path journal(Sha256 content) {
    return partials().resolve(content.hex() + ".journal");
  }

  public Path locks() {
    return root().resolve("locks");
  }

  /** A file for each exclusive lock, which names its holder. */
  public Path lockMarks() {
    return root().resolve("owners");
  }

  /** Files under construction, renamed to their final path when complete. */
  public Path staging() {
    return root().resolve("staging");
  }

  /**
   * As {@link #staging}, beside the visible files. Used only if the folder of internal files is on
   * another file system, or if an existing file cannot be replaced by a rename.
   */
  public Path visibleStaging() {
    return directory.resolve(".pumaguard-staging");
  }

  /** Files moved here to be deleted. */
  public Path trash() {
    return root().resolve("trash");
  }

  /** Files that the cache did not create, moved out of the way. */
  public Path aside() {
    return root().resolve("aside");
  }

  /** Records damaged files of base directories. */
  public Path condemned() {
    return root().resolve("condemned");
  }

  public Path registryCopy(Sha256 location) {
    return root().resolve("registries").resolve(location.hex() + ".yaml");
  }

  private static Path inSubfolder(Path folder, Sha256 digest) {
    return folder.resolve(digest.hex().substring(0, 2)).resolve(digest.hex());
  }
}
