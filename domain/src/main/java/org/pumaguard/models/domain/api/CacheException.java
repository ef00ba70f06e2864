package org.pumaguard.models.domain.api;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.policy.NearestNames;

/**
 * A failure of the cache: a kind and facts for programs, a message that names the model and the
 * cause, and a hint at the next step. Nothing else leaves the cache. The failures of single sources
 * are suppressed exceptions of it or of its cause.
 */
public final class CacheException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final FailureFacts facts;

  /** A failure without a cause. */
  public CacheException(Kind kind, String message, Hint hint) {
    super(message);
    this.facts = FailureFacts.of(kind, hint);
  }

  /** A failure with a cause. */
  public CacheException(Kind kind, String message, Hint hint, Throwable cause) {
    super(message, cause);
    this.facts = FailureFacts.of(kind, hint);
  }

  private CacheException(String message, FailureFacts facts) {
    super(message);
    this.facts = facts;
  }

  /** The kind of failure. */
  public Kind kind() {
    return facts.kind();
  }

  /** The next step. */
  public Hint hint() {
    return facts.hint();
  }

  /** The model that could not be provided; empty if the failure is not about one model. */
  public Optional<ModelName> model() {
    return known(facts.model()).map(ModelName::parse);
  }

  /** Where it failed, after redirects, without credentials and query; empty if unknown. */
  public Optional<String> location() {
    return known(facts.location());
  }

  /** The registered digest of the bytes that do not have it. */
  public Optional<Sha256> expectedDigest() {
    return known(facts.expected()).map(Sha256::parse);
  }

  /** The digest of the bytes; empty if only their length was compared. */
  public Optional<Sha256> actualDigest() {
    return known(facts.actual()).map(Sha256::parse);
  }

  /** Whether the same call may succeed later although nobody has changed anything. */
  public boolean mayRetry() {
    return facts.mayRetry();
  }

  private static Optional<String> known(String fact) {
    return fact.isEmpty() ? Optional.empty() : Optional.of(fact);
  }

  /** This failure, of a model. A model that is known already stays. */
  public CacheException about(ModelName model) {
    return facts.model().isEmpty() ? with(facts.about(model)) : this;
  }

  /**
   * This failure, of a model that its message names. A message that says only how the wait for the
   * model ended begins with the name.
   */
  public CacheException named(ModelName model) {
    boolean isOfWait = facts.kind() == Kind.INTERRUPTED || facts.hint() == Hint.RETRY;
    if (!isOfWait || String.valueOf(getMessage()).contains(model.value())) {
      return this;
    }
    FailureFacts known = facts.model().isEmpty() ? facts.about(model) : facts;
    return copy(new CacheException(model + ": " + getMessage(), known));
  }

  /** This failure, at a location. */
  public CacheException at(Location location) {
    return with(facts.at(location));
  }

  /** This failure, of bytes that should have a digest. */
  public CacheException expecting(Sha256 digest) {
    return with(facts.expecting(digest));
  }

  /** This failure, of bytes that have another digest. */
  public CacheException got(Sha256 digest) {
    return with(facts.got(digest));
  }

  /** This failure, which may pass or not. */
  public CacheException retryable(boolean mayRetry) {
    return with(facts.retryable(mayRetry));
  }

  private CacheException with(FailureFacts other) {
    return copy(new CacheException(String.valueOf(getMessage()), other));
  }

  /** A copy with the cause, the stack trace and the suppressed failures of this one. */
  private CacheException copy(CacheException copy) {
    if (getCause() != null) {
      copy.initCause(getCause());
    }
    copy.setStackTrace(getStackTrace());
    for (Throwable each : getSuppressed()) {
      copy.addSuppressed(each);
    }
    return copy;
  }

  /**
   * This failure for one of several threads that wait for the same work: an exception of its own,
   * with the frames of the calling thread. Its cause is this one, with the failures of the sources.
   */
  public CacheException forCaller() {
    return (CacheException) new CacheException(String.valueOf(getMessage()), facts).initCause(this);
  }

  /** A failure of the file system, with a hint derived from its cause. */
  public static CacheException storage(String what, IOException cause) {
    return Interruption.caused(cause)
        ? interrupted(cause)
        : new CacheException(
            Kind.STORAGE, what + ": " + describe(cause), FileSystemFailure.hint(cause), cause);
  }

  /** The same for the files of one model. */
  public static CacheException storage(ModelName model, IOException cause) {
    return storage(model.value(), cause).about(model);
  }

  /** A file or directory that is not part of the cache has the name of a model. */
  public static CacheException obstructed(ModelName name, String what, Path place) {
    return new CacheException(
            Kind.STORAGE,
            name + ": " + what + " is where the model has to be: " + place,
            Hint.MOVE_OBSTACLE)
        .about(name);
  }

  /**
   * An unexpected failure of the work on one model, such as a missing class or exhausted memory.
   * The failure itself if it is a {@code CacheException}.
   */
  public static CacheException internal(ModelName name, Throwable cause) {
    return of(name + ": ", cause).about(name);
  }

  /** The same if the work is not about one model. */
  public static CacheException of(Throwable cause) {
    return of("", cause);
  }

  private static CacheException of(String subject, Throwable cause) {
    if (cause instanceof CacheException known) {
      return known;
    }
    if (Interruption.caused(cause)) {
      return interrupted(cause);
    }
    if (cause instanceof RejectedExecutionException) {
      return closed(cause);
    }
    return fault(subject, cause);
  }

  /** An unexpected failure, whatever its cause. */
  public static CacheException fault(Throwable cause) {
    return fault("", cause);
  }

  private static CacheException fault(String subject, Throwable cause) {
    return new CacheException(
        Kind.INTERNAL, subject + "internal error: " + cause, Hint.REPORT_FAULT, cause);
  }

  /** The calling thread was interrupted. */
  public static CacheException interrupted() {
    return new CacheException(Kind.INTERRUPTED, "interrupted", Hint.NONE);
  }

  /** The calling thread was interrupted, which caused another failure. */
  public static CacheException interrupted(Throwable cause) {
    return new CacheException(Kind.INTERRUPTED, "interrupted", Hint.NONE, cause);
  }

  /** The cache, its connections or its executor were closed, before or during the call. */
  public static CacheException closed() {
    return new CacheException(Kind.CLOSED, "the cache is closed", Hint.OPEN_AGAIN);
  }

  /** The same, with its cause. */
  public static CacheException closed(Throwable cause) {
    return new CacheException(Kind.CLOSED, "the cache is closed", Hint.OPEN_AGAIN, cause);
  }

  /**
   * The registry has no model of this name. The message asks for the nearest names.
   *
   * @param known the names that the registry has
   */
  public static CacheException unknownModel(ModelName name, Collection<ModelName> known) {
    return unknown("'" + name + "' is not in the registry", name.value(), known).about(name);
  }

  /** No model is found by this text, which the message asks to correct if a name is near. */
  public static CacheException unknown(String message, String text, Collection<ModelName> known) {
    String question = NearestNames.question(text, known.stream().map(ModelName::value).toList());
    return new CacheException(
        Kind.UNKNOWN_MODEL,
        message + question,
        question.isEmpty() ? Hint.LIST_REGISTRY : Hint.NONE);
  }

  /** A short description of a file system failure. */
  public static String describe(IOException e) {
    return FileSystemFailure.describe(e);
  }

  /** Kinds of failure. Programs map each to an exit status or an HTTP status. */
  public enum Kind {
    /** The registry has no model of this name. */
    UNKNOWN_MODEL(false),
    /** The registry cannot be read, is invalid, or is refused. */
    REGISTRY(false),
    /** The bytes do not have the registered digest or size. */
    INTEGRITY(false),
    /** Every source answered that it has no such file. */
    NOT_FOUND(false),
    /** A source that may have the bytes cannot be reached or fails, or no source is known. */
    UNAVAILABLE(true),
    /** The model is not cached, and network access is disabled. */
    OFFLINE(false),
    /**
     * The file system failed: disk full, permission denied, or a path is obstructed. Or a fetched
     * file cannot be decoded here: Java lacks the memory or the library.
     */
    STORAGE(false),
    /** Another process holds a lock. */
    LOCKED(true),
    /** The calling thread was interrupted, or its call cancelled. */
    INTERRUPTED(true),
    /** The cache, its connections or its executor were closed, before or during the call. */
    CLOSED(false),
    /** A fault of the program, or of a library that it uses. */
    INTERNAL(false);

    private final boolean mayPass;

    Kind(boolean mayPass) {
      this.mayPass = mayPass;
    }

    /** Whether failures of this kind may pass, unless a failure says otherwise. */
    public boolean mayPass() {
      return mayPass;
    }
  }
}
