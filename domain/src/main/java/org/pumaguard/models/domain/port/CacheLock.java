package org.pumaguard.models.domain.port;

import java.io.IOException;
import java.util.Optional;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;

/**
 * Keeps threads and processes from doing the same work twice. Nothing is wrong without it: digests
 * and renames keep the content right where a file system lies about locks. A lock ends with its
 * process, however that dies.
 *
 * <p>Whoever takes several takes them in this order: {@link Key#COLLECTOR} (shared by all who add
 * content, exclusive to who removes it), then {@link Key#of} the content, then {@link Key#lease} of
 * it, for which nobody waits. Safe for use by many threads.
 */
public interface CacheLock {

  /**
   * Takes a lock if it is free; never waits. A shared lock needs no right to write where the lock's
   * place is there already.
   *
   * @return the lock, to be closed by any thread; empty when another thread or process holds it
   */
  Optional<Held> tryAcquire(Key key, Mode mode) throws IOException;

  /**
   * Whether somebody holds a lock at this moment, in this process or another. Creates nothing;
   * where the right to find out is missing, the answer is no.
   */
  boolean isHeld(Key key) throws IOException;

  /** Who else may hold the lock meanwhile. */
  enum Mode {
    /** Others that share it. */
    SHARED,
    /** Nobody. */
    EXCLUSIVE
  }

  /**
   * What is locked.
   *
   * @param name a name without separators
   */
  record Key(String name) {
    // Written out, since the generated one is linked at run time, which takes long.
    @Override
    public int hashCode() {
      return name.hashCode();
    }

    /** Adding content against removing content. */
    public static final Key COLLECTOR = new Key("collector");

    /** One fragment of content: its partial, and its place in the store. */
    public static Key of(Sha256 content) {
      return new Key(content.hex());
    }

    /** What a name shows, and what is recorded of it; taken after the lock of content. */
    public static Key of(ModelName name) {
      return new Key("name-" + name);
    }

    /** The use of content: shared by who uses it, exclusive to who removes it. */
    public static Key lease(Sha256 content) {
      return new Key("lease-" + content.hex());
    }
  }

  /** A lock that is held. */
  interface Held extends AutoCloseable {
    @Override
    void close();
  }
}
