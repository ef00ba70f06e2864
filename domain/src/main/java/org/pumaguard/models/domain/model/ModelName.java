package org.pumaguard.models.domain.model;

/**
 * The name of a model: a {@link FileName} that is not reserved for a file of the cache.
 *
 * @param file the name of the model's file in the cache directory
 */
public record ModelName(FileName file) {

  public ModelName {
    if (file.isReserved()) {
      throw new IllegalArgumentException(
          "'" + file + "' is a file of the cache itself and cannot be the name of a model");
    }
  }

  /**
   * Parses a name from a registry or a command line.
   *
   * @throws IllegalArgumentException if it is invalid or reserved
   */
  public static ModelName parse(String text) {
    return new ModelName(FileName.parse(text));
  }

  /** The name as text. */
  public String value() {
    return file.value();
  }

  // Written by hand: these are map keys, and the generated methods are linked at run time, which is
  // slow at start-up.
  @Override
  public boolean equals(Object other) {
    return other instanceof ModelName that && file.equals(that.file);
  }

  @Override
  public int hashCode() {
    return file.hashCode();
  }

  @Override
  public String toString() {
    return file.value();
  }
}
