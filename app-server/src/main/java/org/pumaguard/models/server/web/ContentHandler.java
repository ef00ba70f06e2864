package org.pumaguard.models.server.web;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.ETag;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.Hint;
import org.pumaguard.models.domain.api.StoredRange;
import org.pumaguard.models.domain.mirror.ContentLookup;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.server.http.ErrorResponses;
import org.pumaguard.models.server.http.FileSender;
import org.pumaguard.models.server.http.Preconditions;
import org.pumaguard.models.server.http.Problem;
import org.pumaguard.models.server.http.RangeHeader;

/**
 * Hands out the bytes of models and fragments, by name and by digest. What is not there is fetched
 * first where that is allowed; nothing is sent before it was verified.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110">RFC 9110, ranges and preconditions</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9530">RFC 9530, digest fields</a>
 */
public final class ContentHandler {

  private static final HttpString REPR_DIGEST = new HttpString("Repr-Digest");
  private static final String FOR_EVER = "public, max-age=31536000, immutable";

  /** A file that was replaced while it was opened is looked up again so often. */
  private static final int TRIES = 5;

  private final ContentLookup mirror;
  private final Optional<PullThrough> pullThrough;

  /**
   * What hands out files.
   *
   * @param pullThrough fetches what is not there; nothing where that is not allowed
   */
  public ContentHandler(ContentLookup mirror, Optional<PullThrough> pullThrough) {
    this.mirror = mirror;
    this.pullThrough = pullThrough;
  }

  /** Answers with what is called so, whatever the tag; but a way up the tree is no tag. */
  void tagged(HttpServerExchange exchange, String tag, String text) throws IOException {
    if (tag.equals(".") || tag.equals("..")) {
      notFound(exchange, "there is nothing under this path");
    } else {
      named(exchange, text);
    }
  }

  /** Answers with what is called so. */
  void named(HttpServerExchange exchange, String text) throws IOException {
    FileName name;
    try {
      name = FileName.parse(text);
    } catch (IllegalArgumentException e) {
      notFound(exchange, "nothing can be called so: " + e.getMessage());
      return;
    }
    Wanted wanted =
        new Wanted(
            name.value(),
            "no-cache",
            () -> mirror.named(name),
            () -> mirror.namedAtOnce(name),
            pullThrough.isPresent() ? mirror.modelsWith(name) : List.of());
    answer(exchange, wanted);
  }

  /** Answers with what has this digest. */
  void digest(HttpServerExchange exchange, String text) throws IOException {
    Sha256 sha256;
    try {
      sha256 = Sha256.parse(text);
    } catch (IllegalArgumentException e) {
      notFound(exchange, "this is no SHA-256 digest");
      return;
    }
    Wanted wanted =
        new Wanted(
            sha256.hex(),
            FOR_EVER,
            () -> mirror.digest(sha256),
            () -> mirror.digestAtOnce(sha256),
            pullThrough.isPresent() ? mirror.modelsWith(sha256) : List.of());
    answer(exchange, wanted);
  }

  /**
   * A connection's own thread sends what is there for sure; all that may take a while is done in
   * another. That saves the hand-over, which takes longer than to find a file.
   */
  private void answer(HttpServerExchange exchange, Wanted wanted) throws IOException {
    if (exchange.isInIoThread()) {
      if (!send(exchange, wanted, wanted.atOnce())) {
        exchange.dispatch(() -> ErrorResponses.guarded(again -> answer(again, wanted), exchange));
      }
      return;
    }
    if (send(exchange, wanted, wanted.lookup())) {
      return;
    }
    if (pullThrough.isEmpty() || wanted.models().isEmpty()) {
      notFound(exchange, wanted.name() + ": nothing of this name or digest is cached here");
      return;
    }
    pullThrough.get().fetch(exchange, wanted.models().get(0), then(wanted));
  }

  private HttpHandler then(Wanted wanted) {
    return fetched -> {
      if (!send(fetched, wanted, wanted.lookup())) {
        notFound(fetched, "the model was fetched, but it has nothing of this name or digest");
      }
    };
  }

  /** Sends it; says no, and nothing else, where it is not there. */
  private boolean send(
      HttpServerExchange exchange, Wanted wanted, Supplier<Optional<StoredRange>> lookup)
      throws IOException {
    for (int i = 0; i < TRIES; i++) {
      Optional<StoredRange> stocked = lookup.get();
      if (stocked.isEmpty()) {
        return false;
      }
      FileChannel file;
      try {
        file =
            FileChannel.open(
                stocked.get().file(), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
      } catch (NoSuchFileException e) {
        continue;
      }
      try {
        if (mirror.isStill(stocked.get())) {
          send(exchange, wanted, stocked.get(), file);
          return true;
        }
      } catch (IOException | RuntimeException | Error e) {
        file.close();
        throw e;
      }
      file.close();
    }
    throw new CacheException(
        CacheException.Kind.LOCKED, wanted.name() + ": changes all the time", Hint.RETRY);
  }

  private static void send(
      HttpServerExchange exchange, Wanted wanted, StoredRange stocked, FileChannel file)
      throws IOException {
    ETag etag = new ETag(false, stocked.sha256().hex());
    byte[] digest = HexFormat.of().parseHex(stocked.sha256().hex());
    exchange
        .getResponseHeaders()
        .put(Headers.ETAG, etag.toString())
        .put(REPR_DIGEST, "sha-256=:" + Base64.getEncoder().encodeToString(digest) + ":")
        .put(Headers.ACCEPT_RANGES, "bytes")
        .put(Headers.CACHE_CONTROL, wanted.cacheControl());
    long length = stocked.range().length();
    if (!Preconditions.isWanted(exchange, etag)) {
      refuse(
          exchange,
          file,
          StatusCodes.PRECONDITION_FAILED,
          wanted.name() + " has the ETag " + etag + ", not one of If-Match");
    } else if (!Preconditions.isNewTo(exchange, etag)) {
      end(exchange, file, StatusCodes.NOT_MODIFIED);
    } else {
      try {
        Optional<ByteRange> part = range(exchange, etag, length);
        describe(exchange, wanted.name());
        if (part.isPresent()) {
          exchange.setStatusCode(StatusCodes.PARTIAL_CONTENT);
          exchange
              .getResponseHeaders()
              .put(
                  Headers.CONTENT_RANGE,
                  "bytes " + part.get().offset() + "-" + (part.get().end() - 1) + "/" + length);
        }
        ByteRange run = part.orElse(new ByteRange(0, length));
        body(exchange, file, new ByteRange(stocked.range().offset() + run.offset(), run.length()));
      } catch (RangeHeader.Unsatisfiable e) {
        exchange.getResponseHeaders().put(Headers.CONTENT_RANGE, "bytes */" + length);
        refuse(
            exchange,
            file,
            StatusCodes.REQUEST_RANGE_NOT_SATISFIABLE,
            wanted.name() + " has " + length + " bytes, and none in this range");
      }
    }
  }

  private static void describe(HttpServerExchange exchange, String name) {
    String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    exchange
        .getResponseHeaders()
        .put(Headers.CONTENT_TYPE, "application/octet-stream")
        .put(Headers.CONTENT_DISPOSITION, "attachment; filename*=UTF-8''" + encoded);
  }

  /** A range counts for GET only, and, where the client says so, only of what it knows already. */
  private static Optional<ByteRange> range(HttpServerExchange exchange, ETag etag, long length)
      throws RangeHeader.Unsatisfiable {
    String range = exchange.getRequestHeaders().getFirst(Headers.RANGE);
    String condition = exchange.getRequestHeaders().getFirst(Headers.IF_RANGE);
    boolean holds = condition == null || condition.strip().equals(etag.toString());
    return range != null && holds && exchange.getRequestMethod().equals(Methods.GET)
        ? RangeHeader.parse(range, length)
        : Optional.empty();
  }

  private static void body(HttpServerExchange exchange, FileChannel file, ByteRange range)
      throws IOException {
    if (exchange.getRequestMethod().equals(Methods.HEAD)) {
      exchange.setResponseContentLength(range.length());
      end(exchange, file, exchange.getStatusCode());
    } else {
      FileSender.start(exchange, file, range);
    }
  }

  private static void end(HttpServerExchange exchange, FileChannel file, int status)
      throws IOException {
    file.close();
    exchange.setStatusCode(status);
    exchange.endExchange();
  }

  private static void refuse(
      HttpServerExchange exchange, FileChannel file, int status, String detail) throws IOException {
    file.close();
    Problem.send(exchange, status, detail, "");
  }

  private static void notFound(HttpServerExchange exchange, String detail) {
    Problem.send(exchange, StatusCodes.NOT_FOUND, detail, "'/api/v1/models' lists what there is");
  }

  /**
   * What somebody asks for.
   *
   * @param lookup finds it in the cache
   * @param atOnce the same, unless a file would have to be read first
   * @param models which models would bring it
   */
  private record Wanted(
      String name,
      String cacheControl,
      Supplier<Optional<StoredRange>> lookup,
      Supplier<Optional<StoredRange>> atOnce,
      List<ModelName> models) {}
}
