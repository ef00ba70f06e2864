package org.pumaguard.models.server.http;

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
    return RangeHeader.parse(header, length);
  }
}
