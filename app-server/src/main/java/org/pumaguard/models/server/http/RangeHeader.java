package org.pumaguard.models.server.http;

import java.math.BigInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.pumaguard.models.domain.model.ByteRange;

/** Parses the {@code Range} header. */
final class RangeHeader {

  private static final Pattern SINGLE =
      Pattern.compile("bytes\\s*=\\s*(\\d{0,100})-(\\d{0,100})\\s*", Pattern.CASE_INSENSITIVE);

  private RangeHeader() {}

  static RequestedRange parse(String header, long length) {
    Matcher single = SINGLE.matcher(header);
    if (!single.matches() || (single.group(1).isEmpty() && single.group(2).isEmpty())) {
      return new RequestedRange.Whole();
    }
    if (single.group(1).isEmpty()) {
      return suffix(Math.min(number(single.group(2)), length), length);
    }
    long first = number(single.group(1));
    long last = single.group(2).isEmpty() ? Long.MAX_VALUE : number(single.group(2));
    if (last < first) {
      return new RequestedRange.Whole();
    }
    if (first >= length) {
      return new RequestedRange.Unsatisfiable();
    }
    return new RequestedRange.Part(new ByteRange(first, Math.min(last, length - 1) - first + 1));
  }

  private static RequestedRange suffix(long count, long length) {
    return count == 0
        ? new RequestedRange.Unsatisfiable()
        : new RequestedRange.Part(new ByteRange(length - count, count));
  }

  /** Saturates at {@link Long#MAX_VALUE}. */
  private static long number(String digits) {
    return new BigInteger(digits).min(BigInteger.valueOf(Long.MAX_VALUE)).longValue();
  }
}
