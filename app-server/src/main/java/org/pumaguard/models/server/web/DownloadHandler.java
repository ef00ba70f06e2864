package org.pumaguard.models.server.web;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.Hint;
import org.pumaguard.models.domain.api.StoredRange;
import org.pumaguard.models.domain.mirror.ContentLookup;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.server.http.ErrorResponses;
import org.pumaguard.models.server.http.Problem;

/**
 * Serves the bytes of models and fragments, by name and by digest. With pull-through, a model that
 * is not cached is fetched first. Unverified bytes are never sent.
 */
public final class DownloadHandler {

  private static final String REVALIDATE = "no-cache";
  private static final String IMMUTABLE = "public, max-age=31536000, immutable";

  /** Maximum lookups of a file that is replaced between lookup and opening. */
  private static final int MAX_LOOKUPS = 5;

  private final ContentLookup lookup;
  private final FileListing listing;
  private final CacheMiss cacheMiss;
  private final LongConsumer sent;

  /**
   * Serves cached content only.
   *
   * @param sent receives the number of bytes that were sent, several times for long content
   */
  public DownloadHandler(ContentLookup lookup, LongConsumer sent) {
    this(lookup, sent, new CacheMiss.NotFound());
  }

  /** Serves cached content, and fetches models that are not cached. */
  public DownloadHandler(ContentLookup lookup, LongConsumer sent, PullThrough pullThrough) {
    this(lookup, sent, new CacheMiss.Fetch(pullThrough));
  }

  private DownloadHandler(ContentLookup lookup, LongConsumer sent, CacheMiss cacheMiss) {
    this.lookup = lookup;
    this.sent = sent;
    this.listing = new FileListing(lookup);
    this.cacheMiss = cacheMiss;
  }

  /** Responds with the page that lists all names; the folder is that of their addresses. */
  void list(HttpServerExchange exchange, String folder) throws IOException {
    listing.send(exchange, folder);
  }

  /** Responds with the content of a name; the tag is ignored, but must not be a dot segment. */
  void byTaggedName(HttpServerExchange exchange, String tag, String text) throws IOException {
    if (tag.equals(".") || tag.equals("..")) {
      sendNotFound(exchange, "no such path");
    } else {
      byName(exchange, text);
    }
  }

  /** Responds with the content of a name. */
  void byName(HttpServerExchange exchange, String text) throws IOException {
    FileName name;
    try {
      name = FileName.parse(text);
    } catch (IllegalArgumentException e) {
      sendNotFound(exchange, "invalid name: " + e.getMessage());
      return;
    }
    respond(
        exchange,
        new Target(
            name.value(),
            REVALIDATE,
            () -> lookup.named(name),
            () -> lookup.namedAtOnce(name),
            () -> lookup.modelsWith(name)));
  }

  /** Responds with the content of a digest. */
  void byDigest(HttpServerExchange exchange, String text) throws IOException {
    Sha256 sha256;
    try {
      sha256 = Sha256.parse(text);
    } catch (IllegalArgumentException e) {
      sendNotFound(exchange, "invalid SHA-256 digest");
      return;
    }
    respond(
        exchange,
        new Target(
            sha256.hex(),
            IMMUTABLE,
            () -> lookup.digest(sha256),
            () -> lookup.digestAtOnce(sha256),
            () -> lookup.modelsWith(sha256)));
  }

  /**
   * The I/O thread sends content whose file needs no reading before; everything else is dispatched
   * to a worker. A dispatch takes longer than such a lookup.
   */
  private void respond(HttpServerExchange exchange, Target target) throws IOException {
    if (exchange.isInIoThread()) {
      if (!sendIfCached(exchange, target, target.nonBlocking())) {
        exchange.dispatch(
            () -> ErrorResponses.handle(again -> respondBlocking(again, target), exchange));
      }
      return;
    }
    respondBlocking(exchange, target);
  }

  private void respondBlocking(HttpServerExchange exchange, Target target) throws IOException {
    if (sendIfCached(exchange, target, target.blocking())) {
      return;
    }
    if (cacheMiss instanceof CacheMiss.Fetch fetch) {
      List<ModelName> models = target.models().get();
      if (!models.isEmpty()) {
        fetch.pullThrough().fetch(exchange, models.get(0), then -> sendFetched(then, target));
        return;
      }
    }
    sendNotFound(exchange, target.name() + ": not cached");
  }

  private void sendFetched(HttpServerExchange exchange, Target target) throws IOException {
    if (!sendIfCached(exchange, target, target.blocking())) {
      sendNotFound(exchange, target.name() + ": not part of the fetched model");
    }
  }

  /**
   * Sends the content if the lookup finds it. Returns whether it did; otherwise nothing is sent.
   */
  private boolean sendIfCached(
      HttpServerExchange exchange, Target target, Supplier<Optional<StoredRange>> search)
      throws IOException {
    for (int i = 0; i < MAX_LOOKUPS; i++) {
      Optional<StoredRange> found = search.get();
      if (found.isEmpty()) {
        return false;
      }
      FileChannel file;
      try {
        file =
            FileChannel.open(
                found.get().file(), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
      } catch (NoSuchFileException e) {
        continue;
      }
      try {
        // The file may have been replaced between lookup and opening.
        if (lookup.isUnchanged(found.get())) {
          new ContentResponse(exchange, target.name(), found.get(), file)
              .send(target.cacheControl(), sent);
          return true;
        }
      } catch (IOException | RuntimeException | Error e) {
        file.close();
        throw e;
      }
      file.close();
    }
    throw new CacheException(
        CacheException.Kind.LOCKED,
        target.name() + ": file was replaced " + MAX_LOOKUPS + " times during the request",
        Hint.RETRY);
  }

  private static void sendNotFound(HttpServerExchange exchange, String detail) {
    Problem.send(
        exchange, StatusCodes.NOT_FOUND, detail, "'/api/v1/models' lists the available models");
  }

  /** The response to content that is not cached. */
  private sealed interface CacheMiss {

    /** Status 404. */
    record NotFound() implements CacheMiss {}

    /** Fetch the model that contains it. */
    record Fetch(PullThrough pullThrough) implements CacheMiss {}
  }

  /**
   * The content of a request.
   *
   * @param name its name or digest
   * @param blocking finds it in the cache
   * @param nonBlocking the same; empty if a file would have to be read first
   * @param models the models that contain it
   */
  private record Target(
      String name,
      String cacheControl,
      Supplier<Optional<StoredRange>> blocking,
      Supplier<Optional<StoredRange>> nonBlocking,
      Supplier<List<ModelName>> models) {}
}
