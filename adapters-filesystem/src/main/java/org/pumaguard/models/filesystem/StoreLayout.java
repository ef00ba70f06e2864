package org.pumaguard.models.filesystem;

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
record StoreLayout(Path directory) {

  Path root() {
    return directory.resolve(".pumaguard").resolve("v1");
  }

  Path model(ModelName name) {
    return directory.resolve(name.value());
  }

  Path unpacked(FileName name) {
    return directory.resolve(name.value());
  }

  /** Says which directory was made for a name; it may be another that bears it now. */
  Path unpackedMark(FileName name) {
    return unpackedMarks().resolve(name.value());
  }

  Path unpackedMarks() {
    return root().resolve("unpacked");
  }

  Path cacheRegistry() {
    return directory.resolve("model-registry.json");
  }

  /** PumaGuard's Python code spells it so. */
  Path pythonRegistry() {
    return directory.resolve("model-resgistry.json");
  }

  Path blobs() {
    return root().resolve("blobs");
  }

  Path blob(Sha256 content) {
    return fannedOut(blobs(), content);
  }

  Path pieces() {
    return root().resolve("pieces");
  }

  /** Says inside which blobs a piece lies. */
  Path piece(Sha256 piece) {
    return fannedOut(pieces(), piece);
  }

  /** What is known of the blocks of stored content, by its digest. */
  Path blocks() {
    return root().resolve("blocks");
  }

  /** Says of which pieces and blocks content consists. */
  Path blockSums(Sha256 content) {
    return fannedOut(blocks(), content);
  }

  Path partials() {
    return root().resolve("partials");
  }

  Path partial(Sha256 content) {
    return partials().resolve(content.hex());
  }

  Path journal(Sha256 content) {
    return partials().resolve(content.hex() + ".journal");
  }

  Path locks() {
    return root().resolve("locks");
  }

  /** Things that are made here before they are renamed to their place. */
  Path staging() {
    return root().resolve("staging");
  }

  /** Things that were renamed here before they are deleted. */
  Path trash() {
    return root().resolve("trash");
  }

  /** Files of others that were in the way. */
  Path aside() {
    return root().resolve("aside");
  }

  /** Says which files of base directories are damaged. */
  Path condemned() {
    return root().resolve("condemned");
  }

  Path registryCopy(Sha256 location) {
    return root().resolve("registries").resolve(location.hex() + ".yaml");
  }

  private static Path fannedOut(Path folder, Sha256 digest) {
    return folder.resolve(digest.hex().substring(0, 2)).resolve(digest.hex());
  }
}
