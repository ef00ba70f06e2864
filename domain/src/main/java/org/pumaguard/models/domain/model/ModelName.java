package org.pumaguard.models.domain.model;

/**
 * The name of a model: a {@link FileName} that the cache does not use for itself.
 *
 * @param file the name of the model's file in the cache directory
 */
public record ModelName(FileName file) {

  public ModelName {
    if (file.isReserved()) {
      throw new IllegalArgumentException(
          "'" + file + "' is a file of the cache itself and can't be a model's name");
    }
  }

  /** Reads a name from a registry or a command line. */
  public static ModelName parse(String text) {
    return new ModelName(FileName.parse(text));
  }

  /** The name as text. */
  public String value() {
    return file.value();
  }

  // Written out, since these are keys, and the generated ones are linked at run time, which takes
  // long.
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
