package org.pumaguard.models.domain.model;

import java.util.OptionalLong;

final class NonNegative {

  private NonNegative() {}

  static void check(OptionalLong size) {
    if (size.isPresent() && size.getAsLong() < 0) {
      throw new IllegalArgumentException("a size may not be negative: " + size.getAsLong());
    }
  }
}
