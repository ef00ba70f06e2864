package org.pumaguard.models.domain.state;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.zip.CRC32C;
import org.pumaguard.models.domain.digest.ByteRanges;
import org.pumaguard.models.domain.digest.Hashing;
import org.pumaguard.models.domain.model.BlobRange;
import org.pumaguard.models.domain.model.BlockList;
import org.pumaguard.models.domain.model.BlockSums;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.model.Fragment;
import org.pumaguard.models.domain.model.FragmentRange;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Content;
import org.pumaguard.models.domain.port.ContentStore;

/**
 * Tells which runs of bytes of a damaged file are good: by the sums of blocks that were noted when
 * the content was verified, else by the digests of its fragments. What it calls good is only very
 * probably so.
 */
public final class IntactRanges {

  private final Sha256 content;
  private final List<Fragment> fragments;
  private final Optional<BlockList> known;
  private final OptionalLong size;
  private List<Optional<ByteRange>> places;

  private IntactRanges(
      ContentStore store,
      Sha256 content,
      OptionalLong size,
      List<Fragment> fragments,
      Optional<BlockList> known)
      throws IOException {
    this.content = content;
    this.fragments = fragments;
    this.known = known;
    Optional<List<Optional<ByteRange>>> noted = known.flatMap(this::placesIn);
    this.places = noted.isPresent() ? noted.get() : placesIn(store);
    OptionalLong sum = sum();
    this.size =
        known.isPresent()
            ? OptionalLong.of(known.get().sums().size())
            : sum.isPresent() ? sum : size;
  }

  /** Of the content that a model has. */
  public static IntactRanges of(ContentStore store, Model model) throws IOException {
    return new IntactRanges(
        store,
        model.sha256(),
        model.size(),
        model.publication().compression().isEmpty() ? model.publication().fragments() : List.of(),
        store.index().blocks(model.sha256()));
  }

  /** Of content of which the registry says nothing any more. */
  public static IntactRanges of(ContentStore store, Sha256 content) throws IOException {
    return new IntactRanges(
        store, content, OptionalLong.empty(), List.of(), store.index().blocks(content));
  }

  /** Where each fragment lies, as far as is known; in their order. */
  public List<Optional<ByteRange>> places() {
    return places;
  }

  /** Whether the good runs can be told, but not which fragments they are part of. */
  public boolean lacksPlaces() {
    return known.isPresent() && places.stream().anyMatch(Optional::isEmpty);
  }

  /** From now on the fragments are taken to lie there. */
  public void places(List<Optional<ByteRange>> found) {
    places = found;
  }

  /** How long the content is, as far as is known. */
  public OptionalLong size() {
    return size;
  }

  /**
   * What of a file is good, in order. What can't be read is not.
   *
   * @throws IOException when the file was closed meanwhile
   */
  public List<ByteRange> good(Content file, Cancellation cancellation) throws IOException {
    return ByteRanges.merged(
        known.isPresent()
            ? goodBlocks(file, known.get().sums(), cancellation)
            : goodFragments(file, cancellation));
  }

  private static List<ByteRange> goodBlocks(Content file, BlockSums sums, Cancellation cancellation)
      throws IOException {
    List<ByteRange> good = new ArrayList<>();
    ByteBuffer buffer = ByteBuffer.allocate(BlockSums.BLOCK_BYTES);
    CRC32C sum = new CRC32C();
    for (int block = 0; block < sums.count(); block++) {
      cancellation.check();
      ByteRange range = sums.range(block);
      sum.reset();
      if (read(file, range, buffer)) {
        sum.update(buffer.flip());
        if ((int) sum.getValue() == sums.sum(block)) {
          good.add(range);
        }
      }
    }
    return good;
  }

  private static boolean read(Content file, ByteRange range, ByteBuffer buffer)
      throws ClosedChannelException {
    buffer.clear().limit((int) range.length());
    try {
      while (buffer.hasRemaining()) {
        if (file.read(range.offset() + buffer.position(), buffer) < 0) {
          return false;
        }
      }
      return true;
    } catch (ClosedChannelException e) {
      throw e;
    } catch (IOException e) {
      return false;
    }
  }

  private List<ByteRange> goodFragments(Content file, Cancellation cancellation)
      throws IOException {
    List<ByteRange> good = new ArrayList<>();
    for (int i = 0; i < fragments.size(); i++) {
      if (places.get(i).isPresent()
          && isGood(file, places.get(i).get(), fragments.get(i).sha256(), cancellation)) {
        good.add(places.get(i).get());
      }
    }
    return good;
  }

  private static boolean isGood(
      Content file, ByteRange range, Sha256 expected, Cancellation cancellation)
      throws ClosedChannelException {
    MessageDigest digest = Hashing.sha256();
    try {
      Hashing.update(digest::update, file, range, cancellation, read -> {});
    } catch (ClosedChannelException e) {
      throw e;
    } catch (IOException e) {
      return false;
    }
    return Sha256.of(digest.digest()).equals(expected);
  }

  /** The noted fragments, if they are the fragments that the registry has now. */
  private Optional<List<Optional<ByteRange>>> placesIn(BlockList blocks) {
    List<Sha256> noted = blocks.fragments().stream().map(FragmentRange::sha256).toList();
    return noted.equals(fragments.stream().map(Fragment::sha256).toList())
        ? Optional.of(
            blocks.fragments().stream().map(fragment -> Optional.of(fragment.range())).toList())
        : Optional.empty();
  }

  /** From the sizes in the registry, else from where the store knows a fragment. */
  private List<Optional<ByteRange>> placesIn(ContentStore store) throws IOException {
    List<Optional<ByteRange>> found = new ArrayList<>();
    OptionalLong offset = OptionalLong.of(0);
    for (Fragment fragment : fragments) {
      Optional<ByteRange> place =
          store
              .index()
              .locate(fragment.sha256())
              .filter(source -> source.content().equals(content))
              .map(BlobRange::range);
      if (offset.isPresent() && fragment.size().isPresent()) {
        place = Optional.of(new ByteRange(offset.getAsLong(), fragment.size().getAsLong()));
      }
      found.add(place);
      offset = place.isPresent() ? OptionalLong.of(place.get().end()) : OptionalLong.empty();
    }
    return found;
  }

  private OptionalLong sum() {
    boolean all = !places.isEmpty() && places.stream().allMatch(Optional::isPresent);
    return all
        ? OptionalLong.of(places.get(places.size() - 1).orElseThrow().end())
        : OptionalLong.empty();
  }
}
