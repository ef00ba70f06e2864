package org.pumaguard.models.domain.ensure;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.Hint;
import org.pumaguard.models.domain.concurrent.DownloadTicket;
import org.pumaguard.models.domain.digest.BlobHasher;
import org.pumaguard.models.domain.fetch.DownloadRequest;
import org.pumaguard.models.domain.fetch.ModelDownload;
import org.pumaguard.models.domain.fetch.Salvage;
import org.pumaguard.models.domain.fetch.SourceAccess;
import org.pumaguard.models.domain.fetch.TransferProgress;
import org.pumaguard.models.domain.fetch.partial.DownloadTarget;
import org.pumaguard.models.domain.fetch.partial.FragmentOffsets;
import org.pumaguard.models.domain.model.BlockList;
import org.pumaguard.models.domain.model.Compression;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.FragmentRange;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.Publication;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.policy.ResumePlan;
import org.pumaguard.models.domain.port.Archives;
import org.pumaguard.models.domain.port.CacheDirectory;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.ContentStore;
import org.pumaguard.models.domain.port.Partial;
import org.pumaguard.models.domain.state.CacheParts;
import org.pumaguard.models.domain.state.FreeSpaceCheck;
import org.pumaguard.models.domain.state.Verdict;

/** Fetches, decompresses, verifies and stores the content of one model. */
final class ContentInstaller {

  /** Maximum decompressed size of a model whose size is not in the registry. */
  private static final long MAX_DECOMPRESSED_BYTES = 256L << 30;

  private final CacheParts parts;
  private final DownloadTicket ticket;
  private final Model model;
  private final TransferProgress transfer;
  private final Cancellation cancellation;

  ContentInstaller(
      CacheParts parts,
      DownloadTicket ticket,
      Model model,
      TransferProgress transfer,
      Cancellation cancellation) {
    this.parts = parts;
    this.ticket = ticket;
    this.model = model;
    this.transfer = transfer;
    this.cancellation = cancellation;
  }

  /**
   * Fetches the published file, except for intact ranges of damaged files, and commits the content.
   * The caller holds the lock of the content. After a failure the partial is kept if a later fetch
   * can resume it.
   *
   * @param verdict the present state of the model
   * @param stored the stored content, which is not right, if there is any
   * @param content stores the complete file
   */
  void install(Verdict verdict, Optional<Fingerprint> stored, FetchedContent content)
      throws IOException {
    boolean done = false;
    try {
      new Salvage(parts, model, cancellation).run(verdict, stored);
      install(
          model.publication(), (partial, fragments) -> content.store(verdict, partial, fragments));
      done = true;
    } finally {
      if (!done) {
        dropUselessPartial(model.publication());
      }
    }
  }

  private void dropUselessPartial(Publication publication) {
    try (Partial left = store().partials().open(publication.sha256())) {
      if (!ResumePlan.canGoOn(
          publication.fragmentsOrWhole(), left.journal().verified(), left.journal().unfinished())) {
        left.truncate(0);
      }
    } catch (IOException e) {
      // The original failure is being thrown; the next fetch drops the partial.
      return;
    }
  }

  private void install(Publication publication, Store store) throws IOException {
    boolean mayRetry = true;
    while (true) {
      FragmentOffsets offsets = new FragmentOffsets(publication.fragmentsOrWhole());
      boolean fromJournal = false;
      try (Partial partial = store().partials().open(publication.sha256())) {
        fromJournal = !partial.journal().verified().isEmpty();
        BlockList blocks = fetch(partial, offsets);
        if (publication.compression().isEmpty()) {
          store.accept(partial, blocks.fragments());
          parts
              .view()
              .note(
                  model.sha256(),
                  publication.fragments().isEmpty()
                      ? new BlockList(List.of(), blocks.sums())
                      : blocks);
          return;
        }
        decompress(publication.compression().get(), partial, store);
        break;
      } catch (ModelDownload.WrongWhole wrong) {
        store().partials().discard(publication.sha256());
        if (!mayRetry || !(fromJournal || offsets.hasChanged())) {
          throw wrongWhole(wrong.actual());
        }
        transfer.restart();
        mayRetry = false;
      }
    }
    store().partials().discard(publication.sha256());
  }

  private BlockList fetch(Partial partial, FragmentOffsets offsets) throws IOException {
    DownloadRequest request =
        new DownloadRequest(
            model,
            parts.registry().get().sourcesOf(model),
            store(),
            parts.bases().stream().map(CacheDirectory::store).toList());
    SourceAccess access =
        new SourceAccess(parts.fetchers(), parts.settings(), parts.random(), ticket.distrusted());
    DownloadTarget target =
        new DownloadTarget(partial, offsets, new FreeSpaceCheck(parts.directory(), model.name()));
    return new ModelDownload(request, access, target, transfer, ticket, parts.executor())
        .run(cancellation);
  }

  private void decompress(Compression compression, Partial compressed, Store store)
      throws IOException {
    store().partials().discard(model.sha256());
    if (model.size().isPresent()) {
      new FreeSpaceCheck(parts.directory(), model.name()).require(model.size().getAsLong());
    }
    try (Partial plain = store().partials().open(model.sha256())) {
      DecompressedSink sink = new DecompressedSink(plain);
      parts.archives().decompress(compression, compressed, sink);
      Sha256 actual = sink.digest.sha256();
      if (!actual.equals(model.sha256())) {
        throw wrongDecompressed("has sha256 " + actual + " (" + sink.received + " bytes)");
      }
      store.accept(plain, List.of());
      parts.view().note(model.sha256(), new BlockList(List.of(), sink.digest.sums().orElseThrow()));
    } catch (Archives.Unsupported e) {
      throw new CacheException(
          CacheException.Kind.INTEGRITY,
          model.name()
              + ": "
              + model.publication().file()
              + " matches its checksum, but cannot be decompressed here: "
              + e.getMessage(),
          Hint.REPORT_TO_PUBLISHER,
          e);
    } catch (Archives.Malformed e) {
      throw wrong("can't be decompressed as " + compression.text() + ": " + e.getMessage());
    } finally {
      store().partials().discard(model.sha256());
    }
  }

  private CacheException wrongDecompressed(String what) {
    return wrong("decompressed it " + what + " instead of sha256 " + model.sha256());
  }

  private CacheException wrong(String what) {
    return new CacheException(
        CacheException.Kind.INTEGRITY,
        model.name()
            + ": "
            + model.publication().file()
            + " matches its checksum, but "
            + what
            + "; the registry is wrong",
        Hint.REPORT_TO_PUBLISHER);
  }

  private CacheException wrongWhole(Sha256 actual) {
    return new CacheException(
        CacheException.Kind.INTEGRITY,
        model.name()
            + ": all fragments match their checksums, but together they have sha256 "
            + actual
            + " instead of "
            + model.publication().sha256()
            + "; the registry is wrong: its fragments are not those of the model",
        Hint.REPORT_TO_PUBLISHER);
  }

  private ContentStore store() {
    return parts.view().store();
  }

  /** Stores a complete and verified partial. */
  private interface Store {

    void accept(Partial partial, List<FragmentRange> fragments) throws IOException;
  }

  /** Receives decompressed bytes: checks their number, hashes and writes them. */
  private final class DecompressedSink implements Archives.Sink {

    private final Partial plain;
    private final BlobHasher digest = new BlobHasher(true);
    private long received;

    DecompressedSink(Partial plain) {
      this.plain = plain;
    }

    @Override
    public void accept(ByteBuffer bytes) throws IOException {
      cancellation.check();
      long limit = model.size().orElse(MAX_DECOMPRESSED_BYTES);
      if (received + bytes.remaining() > limit) {
        throw wrongDecompressed("is longer than " + limit + " bytes");
      }
      int count = bytes.remaining();
      digest.update(bytes.duplicate());
      plain.write(received, bytes);
      received += count;
      model.size().ifPresent(size -> transfer.verifying(received, size));
    }
  }
}
