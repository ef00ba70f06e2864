package org.pumaguard.models.domain.api;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.Locale;
import java.util.Optional;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.port.Archives;

/**
 * A failure of the cache: a kind for programs, a message that names the model and the cause, and a
 * hint at the next step. The failures of single sources are suppressed exceptions.
 */
public final class CacheException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Kind kind;
  private final Hint hint;
  private final String model;

  /** A failure without a cause. */
  public CacheException(Kind kind, String message, Hint hint) {
    super(message);
    this.kind = kind;
    this.hint = hint;
    this.model = "";
  }

  /** A failure whose hint refers to a model. */
  public CacheException(Kind kind, ModelName model, String message, Hint hint) {
    super(message);
    this.kind = kind;
    this.hint = hint;
    this.model = model.value();
  }

  /** A failure with a cause. */
  public CacheException(Kind kind, String message, Hint hint, Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.hint = hint;
    this.model = "";
  }

  /** The kind of failure. */
  public Kind kind() {
    return kind;
  }

  /** The next step. */
  public Hint hint() {
    return hint;
  }

  /** The model that the hint refers to, if any. */
  public Optional<ModelName> model() {
    return model.isEmpty() ? Optional.empty() : Optional.of(ModelName.parse(model));
  }

  /** A failure of the file system, with a hint derived from its cause. */
  public static CacheException storage(String what, IOException cause) {
    return new CacheException(Kind.STORAGE, what + ": " + describe(cause), hintFor(cause), cause);
  }

  /** A file or directory that is not part of the cache has the name of a model. */
  public static CacheException obstructed(ModelName name, String what, Path place) {
    return new CacheException(
        Kind.STORAGE,
        name + ": " + what + " is where the model has to be: " + place,
        Hint.MOVE_OBSTACLE);
  }

  /**
   * An unexpected failure of the work on one model, such as a missing class or exhausted memory.
   * The failure itself if it is a {@code CacheException}.
   */
  public static CacheException internal(ModelName name, Throwable cause) {
    return cause instanceof CacheException known
        ? known
        : new CacheException(
            Kind.INTERNAL, name + ": internal error: " + cause, Hint.REPORT_FAULT, cause);
  }

  /** As {@link #describe}. */
  public static String text(IOException cause) {
    return describe(cause);
  }

  /** The calling thread was interrupted. */
  public static CacheException interrupted() {
    return new CacheException(Kind.INTERRUPTED, "interrupted", Hint.NONE);
  }

  /** The cache, its connections or its executor were closed, before or during the call. */
  public static CacheException closed() {
    return new CacheException(Kind.CLOSED, "the cache is closed", Hint.OPEN_AGAIN);
  }

  /** The registry has no model of this name. */
  public static CacheException unknownModel(ModelName name) {
    return new CacheException(
        Kind.UNKNOWN_MODEL, "'" + name + "' is not in the registry", Hint.LIST_REGISTRY);
  }

  /** A short description of a file system failure. */
  public static String describe(IOException e) {
    if (e instanceof AccessDeniedException denied) {
      return "permission denied: " + denied.getFile();
    }
    if (e instanceof NoSuchFileException missing) {
      return "no such file or directory: " + missing.getFile();
    }
    if (e instanceof FileAlreadyExistsException exists && exists.getReason() == null) {
      return "something else is there: " + exists.getFile();
    }
    if (e instanceof NotDirectoryException not && not.getReason() == null) {
      return "it is not a directory: " + not.getFile();
    }
    if (e instanceof FileSystemException fs && fs.getReason() != null) {
      String reason = fs.getReason().toLowerCase(Locale.ROOT);
      return fs.getFile() == null ? reason : reason + ": " + fs.getFile();
    }
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  /** The next step if a library is missing, else another one. */
  public static Hint hintFor(IOException e, Hint other) {
    if (e instanceof Archives.LibraryAbsent) {
      return Hint.ADD_LIBRARY;
    }
    return e instanceof Archives.Unavailable ? Hint.PROVIDE_LIBRARY : other;
  }

  private static Hint hintFor(IOException e) {
    if (e instanceof Archives.LibraryAbsent || e instanceof Archives.Unavailable) {
      return hintFor(e, Hint.NONE);
    }
    String text = String.valueOf(e.getMessage());
    if (text.contains("No space left") || text.contains("quota")) {
      return Hint.FREE_DISK_SPACE;
    }
    if (e instanceof AccessDeniedException) {
      // The exception does not tell whether reading or writing was denied.
      return Hint.GRANT_ACCESS;
    }
    if (e.getCause() instanceof ReadOnlyFileSystemException || text.contains("Read-only")) {
      return Hint.MAKE_WRITABLE;
    }
    return Hint.CHECK_DIRECTORY;
  }

  /** Kinds of failure. Programs map each to an exit status or an HTTP status. */
  public enum Kind {
    /** The registry has no model of this name. */
    UNKNOWN_MODEL,
    /** The registry cannot be read, is invalid, or is refused. */
    REGISTRY,
    /** The bytes do not have the registered digest or size. */
    INTEGRITY,
    /** Every source answered that it has no such file. */
    NOT_FOUND,
    /** A source that may have the bytes cannot be reached or fails, or no source is known. */
    UNAVAILABLE,
    /** The model is not cached, and network access is disabled. */
    OFFLINE,
    /** The file system failed: disk full, permission denied, or a path is obstructed. */
    STORAGE,
    /** Another process holds a lock. */
    LOCKED,
    /** The calling thread was interrupted. */
    INTERRUPTED,
    /** The cache, its connections or its executor were closed, before or during the call. */
    CLOSED,
    /** A fault of the program, or of a library that it uses. */
    INTERNAL
  }
}
