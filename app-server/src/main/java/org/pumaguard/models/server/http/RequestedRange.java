package org.pumaguard.models.server.http;

import java.math.BigInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.pumaguard.models.domain.model.ByteRange;

/**
 * The part of a representation that a {@code Range} header requests.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-14">RFC 9110, section 14</a>
 */
public sealed interface RequestedRange {

  /** All bytes: no range, one that is not understood, or several ranges. */
  record Whole() implements RequestedRange {}

  /** One range, inside the representation. */
  record Part(ByteRange range) implements RequestedRange {}

  /** A range outside the representation. */
  record Unsatisfiable() implements RequestedRange {}

  /**
   * Parses a {@code Range} header. Several ranges yield {@link Whole}, as RFC 9110 permits:
   * multipart responses would cost the server more than the client gains.
   *
   * @param length of the representation in bytes
   */
  static RequestedRange parse(String header, long length) {
    return Syntax.parse(header, length);
  }

  /** The grammar of the header. */
  final class Syntax {

    private static final Pattern SINGLE =
        Pattern.compile("bytes\\s*=\\s*(\\d{0,100})-(\\d{0,100})\\s*", Pattern.CASE_INSENSITIVE);

    private Syntax() {}

    private static RequestedRange parse(String header, long length) {
      Matcher single = SINGLE.matcher(header);
      if (!single.matches() || (single.group(1).isEmpty() && single.group(2).isEmpty())) {
        return new Whole();
      }
      if (single.group(1).isEmpty()) {
        return suffix(Math.min(number(single.group(2)), length), length);
      }
      long first = number(single.group(1));
      long last = single.group(2).isEmpty() ? Long.MAX_VALUE : number(single.group(2));
      if (last < first) {
        return new Whole();
      }
      if (first >= length) {
        return new Unsatisfiable();
      }
      return new Part(new ByteRange(first, Math.min(last, length - 1) - first + 1));
    }

    private static RequestedRange suffix(long count, long length) {
      return count == 0 ? new Unsatisfiable() : new Part(new ByteRange(length - count, count));
    }

    /** Saturates at {@link Long#MAX_VALUE}. */
    private static long number(String digits) {
      return new BigInteger(digits).min(BigInteger.valueOf(Long.MAX_VALUE)).longValue();
    }
  }
}
