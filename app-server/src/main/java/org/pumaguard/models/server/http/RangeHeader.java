package org.pumaguard.models.server.http;

import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.pumaguard.models.domain.model.ByteRange;

/**
 * Reads the header {@code Range}. Several ranges at once are answered with the whole, as a server
 * may: nobody asks for them but to make a server work.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-14">RFC 9110, section 14</a>
 */
public final class RangeHeader {

  private static final Pattern ONE =
      Pattern.compile("bytes\\s*=\\s*(\\d{0,100})-(\\d{0,100})\\s*", Pattern.CASE_INSENSITIVE);

  private RangeHeader() {}

  /**
   * The run of bytes that is asked for.
   *
   * @param header the header's value
   * @param length of the whole, in bytes
   * @return empty where the header says nothing that is understood, so that the whole is meant
   * @throws Unsatisfiable when the whole has no such bytes
   */
  public static Optional<ByteRange> parse(String header, long length) throws Unsatisfiable {
    Matcher given = ONE.matcher(header);
    if (!given.matches() || (given.group(1).isEmpty() && given.group(2).isEmpty())) {
      return Optional.empty();
    }
    if (given.group(1).isEmpty()) {
      long last = Math.min(number(given.group(2)), length);
      if (last == 0) {
        throw new Unsatisfiable();
      }
      return Optional.of(new ByteRange(length - last, last));
    }
    long first = number(given.group(1));
    long last = given.group(2).isEmpty() ? Long.MAX_VALUE : number(given.group(2));
    if (last < first) {
      return Optional.empty();
    }
    if (first >= length) {
      throw new Unsatisfiable();
    }
    return Optional.of(new ByteRange(first, Math.min(last, length - 1) - first + 1));
  }

  /** A number that is too large for any file is as good as the largest. */
  private static long number(String digits) {
    return new BigInteger(digits).min(BigInteger.valueOf(Long.MAX_VALUE)).longValue();
  }

  /** There are no such bytes. */
  public static final class Unsatisfiable extends Exception {

    private static final long serialVersionUID = 1L;
  }
}
