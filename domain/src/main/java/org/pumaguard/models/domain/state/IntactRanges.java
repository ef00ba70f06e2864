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
 * Finds the intact ranges of a damaged file: by the sums of its blocks if they were indexed when
 * the content was verified, else by the digests of its fragments. A sum may match by chance, so the
 * result is verified later.
 */
public final class IntactRanges {

  private final Sha256 content;
  private final List<Fragment> fragments;
  private final Optional<BlockList> known;
  private OptionalLong size;
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

  /** For the content of a model. */
  public static IntactRanges of(ContentStore store, Model model) throws IOException {
    return new IntactRanges(
        store,
        model.sha256(),
        model.size(),
        model.publication().compression().isEmpty() ? model.publication().fragments() : List.of(),
        store.index().blocks(model.sha256()));
  }

  /** For content that the registry no longer names. */
  public static IntactRanges of(ContentStore store, Sha256 content) throws IOException {
    return new IntactRanges(
        store, content, OptionalLong.empty(), List.of(), store.index().blocks(content));
  }

  /** The ranges of the fragments in their order; empty if unknown. */
  public List<Optional<ByteRange>> places() {
    return places;
  }

  /** Whether the ranges of some fragments are unknown, so that their digests tell nothing. */
  public boolean lacksPlaces() {
    return places.stream().anyMatch(Optional::isEmpty);
  }

  /** Sets the ranges of the fragments, and with all of them the size. */
  public void places(List<Optional<ByteRange>> found) {
    places = found;
    size = size.isPresent() ? size : sum();
  }

  /** Size of the content, if known. */
  public OptionalLong size() {
    return size;
  }

  /**
   * The intact ranges of a file, in order. A range that cannot be read is not intact.
   *
   * @throws IOException if the file was closed
   */
  public List<ByteRange> good(Content file, Cancellation cancellation) throws IOException {
    return withFragments(file, goodBlocks(file, cancellation), cancellation);
  }

  /** The intact blocks of a file, in order; none if their sums are unknown. */
  public List<ByteRange> goodBlocks(Content file, Cancellation cancellation) throws IOException {
    return known.isPresent()
        ? ByteRanges.merged(goodBlocks(file, known.get().sums(), cancellation))
        : List.of();
  }

  /**
   * Adds the intact fragments to intact blocks: a damaged block may have parts of several
   * fragments, of which only one is damaged.
   *
   * @param good intact ranges of the file, in order
   */
  public List<ByteRange> withFragments(
      Content file, List<ByteRange> good, Cancellation cancellation) throws IOException {
    List<ByteRange> all = new ArrayList<>(good);
    all.addAll(goodFragments(file, good, cancellation));
    return ByteRanges.merged(all);
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

  private List<ByteRange> goodFragments(
      Content file, List<ByteRange> known, Cancellation cancellation) throws IOException {
    List<ByteRange> good = new ArrayList<>();
    for (int i = 0; i < fragments.size(); i++) {
      Optional<ByteRange> place = places.get(i);
      if (place.isPresent()
          && !ByteRanges.gaps(place.get(), known).isEmpty()
          && isGood(file, place.get(), fragments.get(i).sha256(), cancellation)) {
        good.add(place.get());
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

  /** The indexed ranges, if the index has the fragments that the registry has now. */
  private Optional<List<Optional<ByteRange>>> placesIn(BlockList blocks) {
    List<Sha256> noted = blocks.fragments().stream().map(FragmentRange::sha256).toList();
    return noted.equals(fragments.stream().map(Fragment::sha256).toList())
        ? Optional.of(
            blocks.fragments().stream().map(fragment -> Optional.of(fragment.range())).toList())
        : Optional.empty();
  }

  /** Ranges from the sizes in the registry, else from the index of fragments. */
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
