package org.pumaguard.models.domain.port;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.pumaguard.models.domain.model.BlockSums;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;

/**
 * Content addressed by digest, and the visible names that point at it. The store moves and keeps
 * bytes; it knows no network and computes no digest: that content is what it should be is the
 * caller's statement.
 *
 * <p>What reads creates nothing, needs no lock and works in a read-only directory. What writes is
 * called under the {@link CacheLock} of the content; every step is atomic, and after a crash at any
 * point each visible name shows its old or its new content, whole. No symbolic link is followed
 * below the store's directory. Safe for use by many threads.
 */
public interface ContentStore {

  /** Where a model of this name is, or will be, visible. */
  Path path(ModelName name);

  /** The fingerprint of the regular file at a visible name. */
  Optional<Fingerprint> visible(ModelName name) throws IOException;

  /** What bears the name although it is no regular file, in words; such a thing is left alone. */
  Optional<String> obstacle(ModelName name) throws IOException;

  /** The fingerprint of stored content. */
  Optional<Fingerprint> stored(Sha256 content) throws IOException;

  /** Opens the file at a visible name. */
  Content open(ModelName name) throws IOException;

  /** Opens stored content. */
  Content open(Sha256 content) throws IOException;

  /**
   * Opens a visible regular file that bears the name of a fragment, as other programs leave them.
   * Nobody has verified it.
   */
  Optional<Content> leftover(FileName fragment) throws IOException;

  /** Where a piece of this digest lies inside stored content, as {@link #commit} was told. */
  Optional<Source> locate(Sha256 piece) throws IOException;

  /**
   * Opens the partial of some content, made anew if there is none. The caller holds the content's
   * lock and closes it.
   */
  Partial partial(Sha256 content) throws IOException;

  /** The fingerprint of a partial, if there is one; its changes show that somebody works on it. */
  Optional<Fingerprint> onItsWay(Sha256 content) throws IOException;

  /** Deletes a partial, if there is one. */
  void discardPartial(Sha256 content) throws IOException;

  /**
   * Makes a complete partial the stored content: durable, read-only, in the place of whatever was
   * stored under this digest before. Names that showed the former file go on showing it.
   *
   * @param pieces what lies where in it, for {@link #locate}
   */
  void commit(Sha256 content, Partial partial, List<Partial.Piece> pieces) throws IOException;

  /**
   * Notes where pieces lie inside stored content, for {@link #locate}, as {@link #commit} does: for
   * content that came otherwise, or of which that was lost. The caller has found each piece there.
   */
  void index(Sha256 content, List<Partial.Piece> pieces) throws IOException;

  /**
   * Of which pieces and blocks content consists, as {@link #note} was told; empty where nothing is
   * known of it, which only means that damage can't be told apart from what is good.
   */
  Optional<Blocks> blocks(Sha256 content) throws IOException;

  /**
   * Notes of which pieces and blocks content consists, until it is discarded. The caller has found
   * that the whole has this digest. Content of one block needs no note, and gets none. Not durable:
   * what is torn counts as not known.
   */
  void note(Sha256 content, Blocks blocks) throws IOException;

  /**
   * Makes the file at a visible name the stored content of this digest, which it was found to have.
   * Where it can't be linked, or is another user's who may write to it, it stays as it is. Where
   * the content is stored already in another file, one of the two goes, so that it is there once:
   * the one at the name if the other was found right too, else the stored one, unless other names
   * show it.
   *
   * @param storedIsRight whether stored content was found to have this digest
   */
  Shown adopt(ModelName name, Sha256 content, boolean storedIsRight) throws IOException;

  /**
   * As {@link #adopt}, but copies the file where it can't be linked, in the place of what is stored
   * and not right: for content that would be lost when its name shows another.
   */
  List<Restamp> keep(ModelName name, Sha256 content) throws IOException;

  /**
   * Lets a name show stored content, durably, by one atomic rename over what it showed before.
   *
   * @param former the stored content that the name showed before, as far as is known
   * @throws IOException also when something that is no regular file bears the name, or shows other
   *     content already when this returns
   */
  Shown publish(ModelName name, Sha256 content, Optional<Sha256> former) throws IOException;

  /** Moves what bears the name out of sight but keeps it; says where it is now. */
  Path setAside(ModelName name) throws IOException;

  /** Takes a name away from the content that it shows. */
  List<Restamp> unpublish(ModelName name, Sha256 content) throws IOException;

  /** The digests of all stored content. */
  Set<Sha256> contents() throws IOException;

  /** The digests of all content that is on its way. */
  Set<Sha256> partials() throws IOException;

  /** Deletes stored content; returns the bytes that it had. */
  long discard(Sha256 content) throws IOException;

  /** Makes a fresh empty directory in which an archive can be unpacked before it is published. */
  Path stage() throws IOException;

  /** Whether a directory of this name is visible. */
  boolean hasDirectory(FileName directory) throws IOException;

  /**
   * Whether the directory that is visible under this name was published by this cache, though its
   * process may have died before it could record that, and nothing was put into it since.
   */
  boolean hasPublished(FileName directory) throws IOException;

  /**
   * From which model the directory that is visible under this name was unpacked, whatever was put
   * into it since; empty when none is there, or another one than this cache has published.
   */
  Optional<ModelName> unpackedFrom(FileName directory) throws IOException;

  /**
   * Takes the directory of this name for one that this cache has published, as it is. The caller
   * has found that it is just what is unpacked from the model.
   */
  void adoptDirectory(FileName directory, ModelName model) throws IOException;

  /**
   * Publishes a staged directory under a name, in the place of the one that bears it. No system
   * swaps directories at once for Java: for a moment none bears it. What somebody has changed since
   * this cache published it, or did not come from it, is set aside.
   *
   * @param model from which it was unpacked
   * @return where the former one is now, if it was set aside
   */
  Optional<Path> publishDirectory(Path staged, FileName directory, ModelName model)
      throws IOException;

  /**
   * Deletes a directory and all in it, without following links; but sets it aside if somebody has
   * changed it since this cache published it, or it did not come from this cache.
   *
   * @return where it is now, if it was set aside
   */
  Optional<Path> discardDirectory(FileName directory) throws IOException;

  /** Deletes a staged directory. */
  void discardStaged(Path staged) throws IOException;

  /**
   * Notes that a file of a base directory, where nothing can be written, does not have this
   * content. A hint: where it can't be noted, that is found out again.
   */
  void condemn(Path file, Fingerprint seen, Sha256 content) throws IOException;

  /** Whether that was noted of a file, and it looks as it did. */
  boolean isCondemned(Path file, Fingerprint seen, Sha256 content);

  /** Takes back what was noted of a file. */
  void acquit(Path file, Sha256 content) throws IOException;

  /** Walks through all that is there, without a lock. */
  Inventory inventory() throws IOException;

  /** Deletes something that lies about, links and directories as themselves, if it is there. */
  void discard(Inventory.Leftover leftover) throws IOException;

  /**
   * Deletes what is known of content that is no longer stored, such as which pieces it had, and of
   * directories that are no longer there. Nobody may be adding any meanwhile.
   */
  void tidy() throws IOException;

  /**
   * A piece inside stored content.
   *
   * @param content the digest of the whole
   * @param range where the piece lies in it
   */
  record Source(Sha256 content, ByteRange range) {}

  /**
   * What content consists of.
   *
   * @param pieces runs of it that have digests of their own, in order; none where it has none
   * @param sums of its blocks
   */
  record Blocks(List<Partial.Piece> pieces, BlockSums sums) {

    public Blocks {
      pieces = List.copyOf(pieces);
    }
  }

  /**
   * What a name shows now.
   *
   * @param file how the very file looks that was put there, whatever bears the name meanwhile
   * @param restamps how fingerprints of files that were linked or unlinked for it have changed
   */
  record Shown(Fingerprint file, List<Restamp> restamps) {

    public Shown {
      restamps = List.copyOf(restamps);
    }
  }

  /**
   * Linking and unlinking change a file's ctime, and so its fingerprint, although its bytes stay.
   *
   * @param before the fingerprint that records may hold
   * @param after the fingerprint that they are to hold now
   */
  record Restamp(Fingerprint before, Fingerprint after) {}
}
