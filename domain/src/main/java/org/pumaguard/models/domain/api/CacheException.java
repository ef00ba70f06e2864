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
import org.pumaguard.models.domain.model.ModelName;

/**
 * Why the cache could not do what was asked: a kind for programs, a message that says what happened
 * to which model, and a hint that says what to do. Failures of all sources travel as suppressed
 * exceptions.
 */
public final class CacheException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Kind kind;
  private final String hint;

  /** A failure that nothing else caused. */
  public CacheException(Kind kind, String message, String hint) {
    super(message);
    this.kind = kind;
    this.hint = hint;
  }

  /** A failure with a cause. */
  public CacheException(Kind kind, String message, String hint, Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.hint = hint;
  }

  /** What kind of failure it is. */
  public Kind kind() {
    return kind;
  }

  /** What to do about it, as a sentence; may be empty. */
  public String hint() {
    return hint;
  }

  /** What the disk refused, said so that it can be mended. */
  public static CacheException storage(String what, IOException cause) {
    return new CacheException(Kind.STORAGE, what + ": " + describe(cause), hintFor(cause), cause);
  }

  /** Something that is not the cache's is where a model has to be. */
  public static CacheException obstructed(ModelName name, String what, Path place) {
    return new CacheException(
        Kind.STORAGE,
        name + ": " + what + " is where the model has to be: " + place,
        "move it away, or name another directory with --cache-dir");
  }

  /** What the disk refused, for people. */
  public static String text(IOException cause) {
    return describe(cause);
  }

  public static CacheException interrupted() {
    return new CacheException(Kind.INTERRUPTED, "interrupted", "");
  }

  /** The registry has no model of this name. */
  public static CacheException unknownModel(ModelName name) {
    return new CacheException(
        Kind.UNKNOWN_MODEL,
        "'" + name + "' is not in the registry",
        "'list' shows the names that are");
  }

  /** What happened, in a few words for people. */
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

  private static String hintFor(IOException e) {
    String text = String.valueOf(e.getMessage());
    if (text.contains("No space left") || text.contains("quota")) {
      return "free some space on that disk, or name another directory with --cache-dir";
    }
    if (e instanceof AccessDeniedException) {
      // Which of the two was refused, the exception does not say.
      return "make the directory writable and readable for this user,"
          + " or name another with --cache-dir";
    }
    if (e.getCause() instanceof ReadOnlyFileSystemException || text.contains("Read-only")) {
      return "make the directory writable, or name another with --cache-dir";
    }
    return "check the directory, or name another with --cache-dir";
  }

  /** Kinds of failure. Programs map each to an exit status or an HTTP status. */
  public enum Kind {
    /** The registry has no model of this name. */
    UNKNOWN_MODEL,
    /** The registry can't be read, is invalid, or may not be used. */
    REGISTRY,
    /** Bytes are not what the registry says they are. */
    INTEGRITY,
    /** No source has the bytes, or none can be reached. */
    UNAVAILABLE,
    /** It is not cached, and the network may not be used. */
    OFFLINE,
    /** The disk refused: full, no permission, something in the way. */
    STORAGE,
    /** Another process holds a lock. */
    LOCKED,
    /** The caller was interrupted. */
    INTERRUPTED
  }
}
