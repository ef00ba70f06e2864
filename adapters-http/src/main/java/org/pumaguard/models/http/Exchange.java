package org.pumaguard.models.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpStatus;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.port.Fetcher;

/** One request and the body of its answer. */
final class Exchange {

  private static final int BUFFER_BYTES = 128 * 1024;
  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18}|\\*)");

  private final Location location;
  private final Fetcher.Request request;
  private final Fetcher.Receiver receiver;
  private final HttpGet get;
  private Optional<Location> redirect = Optional.empty();

  Exchange(Location location, Fetcher.Request request, Fetcher.Receiver receiver, HttpGet get) {
    this.location = location;
    this.request = request;
    this.receiver = receiver;
    this.get = get;
  }

  Location location() {
    return location;
  }

  /**
   * Ends the exchange without reading the rest, which HttpClient would otherwise do, whatever its
   * size.
   */
  void abandon() {
    get.cancel();
  }

  /** Where the answer points to; kept here, since abandoning an answer may end in an exception. */
  Optional<Location> redirect() {
    return redirect;
  }

  void redirectTo(Location target) {
    redirect = Optional.of(target);
  }

  /** Pushes the body to the receiver. */
  void receive(ClassicHttpResponse response) throws IOException {
    refuseEncoding(response);
    HttpEntity entity = response.getEntity();
    long length = entity == null ? 0 : entity.getContentLength();
    Fetcher.Head head = head(response, length);
    try {
      receiver.begin(head);
    } catch (IOException | RuntimeException e) {
      throw refused(e);
    } catch (Error e) {
      abandon();
      throw e;
    }
    if (entity != null) {
      push(entity, head);
    }
  }

  private void push(HttpEntity entity, Fetcher.Head head) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    long position = head.offset();
    // Not closed here: closing reads the rest; the client releases the connection itself.
    InputStream body = entity.getContent();
    while (true) {
      int count = body.read(buffer);
      if (count < 0) {
        break;
      }
      position += count;
      try {
        receiver.accept(ByteBuffer.wrap(buffer, 0, count));
      } catch (IOException | RuntimeException e) {
        throw refused(e);
      } catch (Error e) {
        abandon();
        throw e;
      }
    }
    OptionalLong end = end(head);
    if (end.isPresent() && position < end.getAsLong()) {
      throw new Fetcher.Failure(
          Fetcher.Reason.BROKEN,
          location,
          "the transfer ended after " + position + " of " + end.getAsLong() + " bytes",
          Optional.empty());
    }
  }

  /** Up to where bytes have to come: a server may send more than was asked for, but not less. */
  private OptionalLong end(Fetcher.Head head) {
    if (request.end().isEmpty() || head.total().isEmpty()) {
      return head.total().isPresent() ? head.total() : request.end();
    }
    return OptionalLong.of(Math.min(request.end().getAsLong(), head.total().getAsLong()));
  }

  private Fetcher.Head head(ClassicHttpResponse response, long length) throws IOException {
    Optional<String> validator = strongTag(response);
    if (response.getCode() != HttpStatus.SC_PARTIAL_CONTENT) {
      OptionalLong total = length < 0 ? OptionalLong.empty() : OptionalLong.of(length);
      return new Fetcher.Head(location, 0, total, validator, isDivisible(response));
    }
    Header header = response.getFirstHeader(HttpHeaders.CONTENT_RANGE);
    Matcher range = CONTENT_RANGE.matcher(header == null ? "" : String.valueOf(header.getValue()));
    if (!range.matches() || Long.parseLong(range.group(1)) != request.offset()) {
      abandon();
      throw new Fetcher.Failure(
          Fetcher.Reason.RANGE_REFUSED,
          location,
          "the server sent another part than the one asked for",
          Optional.empty());
    }
    OptionalLong total =
        range.group(3).equals("*")
            ? OptionalLong.empty()
            : OptionalLong.of(Long.parseLong(range.group(3)));
    return new Fetcher.Head(location, request.offset(), total, validator, true);
  }

  private static boolean isDivisible(ClassicHttpResponse response) {
    Header ranges = response.getFirstHeader(HttpHeaders.ACCEPT_RANGES);
    return ranges != null && "bytes".equalsIgnoreCase(ranges.getValue());
  }

  /** A weak tag does not promise the same bytes (RFC 9110, 8.8.3). */
  private static Optional<String> strongTag(ClassicHttpResponse response) {
    Header tag = response.getFirstHeader(HttpHeaders.ETAG);
    return tag == null || tag.getValue() == null || tag.getValue().startsWith("W/")
        ? Optional.empty()
        : Optional.of(tag.getValue());
  }

  private void refuseEncoding(ClassicHttpResponse response) throws IOException {
    Header encoding = response.getFirstHeader(HttpHeaders.CONTENT_ENCODING);
    if (encoding != null && !"identity".equalsIgnoreCase(encoding.getValue())) {
      abandon();
      throw new Fetcher.Failure(
          Fetcher.Reason.REFUSED,
          location,
          "the server encodes the bytes as " + encoding.getValue() + ", though not asked to",
          Optional.empty());
    }
  }

  private ReceiverRefusal refused(Exception e) {
    abandon();
    return new ReceiverRefusal(e);
  }

  /** Carries what the receiver has thrown through the client, which wraps some exceptions. */
  static final class ReceiverRefusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ReceiverRefusal(Exception refusal) {
      super(refusal);
    }

    /** What the receiver has thrown; thrown here itself when it is unchecked. */
    IOException refusal() {
      if (getCause() instanceof IOException e) {
        return e;
      }
      throw (RuntimeException) Objects.requireNonNull(getCause());
    }
  }
}
