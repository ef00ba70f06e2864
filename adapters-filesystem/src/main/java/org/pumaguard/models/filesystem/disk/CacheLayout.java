package org.pumaguard.models.filesystem.disk;

import java.nio.file.Path;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;

/**
 * The names of all files of a cache directory; touches no disk. What the cache keeps for itself
 * lies below one dot-directory, whose version lets another layout live beside it one day.
 *
 * @param directory the cache directory
 */
public record CacheLayout(Path directory) {

  public Path root() {
    return directory.resolve(".pumaguard").resolve("v1");
  }

  public Path model(ModelName name) {
    return directory.resolve(name.value());
  }

  public Path unpacked(FileName name) {
    return directory.resolve(name.value());
  }

  /** Says which directory was made for a name; it may be another that bears it now. */
  public Path unpackedMark(FileName name) {
    return unpackedMarks().resolve(name.value());
  }

  public Path unpackedMarks() {
    return root().resolve("unpacked");
  }

  public Path cacheRegistry() {
    return directory.resolve("model-registry.json");
  }

  /** PumaGuard's Python code spells it so. */
  public Path pythonRegistry() {
    return directory.resolve("model-resgistry.json");
  }

  public Path blobs() {
    return root().resolve("blobs");
  }

  public Path blob(Sha256 content) {
    return fannedOut(blobs(), content);
  }

  public Path fragmentIndex() {
    return root().resolve("pieces");
  }

  /** Says inside which blobs a piece lies. */
  public Path fragmentIndexFile(Sha256 piece) {
    return fannedOut(fragmentIndex(), piece);
  }

  /** What is known of the blocks of stored content, by its digest. */
  public Path blockIndex() {
    return root().resolve("blocks");
  }

  /** Says of which pieces and blocks content consists. */
  public Path blockIndexFile(Sha256 content) {
    return fannedOut(blockIndex(), content);
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

  /** Things that are made here before they are renamed to their place. */
  public Path staging() {
    return root().resolve("staging");
  }

  /** Things that were renamed here before they are deleted. */
  public Path trash() {
    return root().resolve("trash");
  }

  /** Files of others that were in the way. */
  public Path aside() {
    return root().resolve("aside");
  }

  /** Says which files of base directories are damaged. */
  public Path condemned() {
    return root().resolve("condemned");
  }

  public Path registryCopy(Sha256 location) {
    return root().resolve("registries").resolve(location.hex() + ".yaml");
  }

  private static Path fannedOut(Path folder, Sha256 digest) {
    return folder.resolve(digest.hex().substring(0, 2)).resolve(digest.hex());
  }
}
