package org.pumaguard.models.domain.verify;

import java.io.IOException;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.VerifyResult;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.CacheLock;
import org.pumaguard.models.domain.port.CacheRegistry;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.state.CacheParts;
import org.pumaguard.models.domain.state.LockWaiter;
import org.pumaguard.models.domain.state.UnpackedDirectory;

/**
 * Unpacks a model again whose file is right, but not the directory into which it was unpacked.
 * Needs no source, and no registry: what is there is unpacked, be it outdated.
 */
public final class DirectoryRepair {

  private final CacheParts parts;
  private final Cancellation cancellation = new Cancellation();

  public DirectoryRepair(CacheParts parts) {
    this.parts = parts;
  }

  /** Mends what was found damaged, or says why that can't be. */
  public VerifyResult run(VerifyResult damaged) {
    ModelName name = damaged.name();
    Sha256 content = damaged.actual().orElseThrow();
    try (CacheLock.Held collector =
            lock(name, content, CacheLock.Key.COLLECTOR, CacheLock.Mode.SHARED);
        CacheLock.Held alone =
            lock(name, content, CacheLock.Key.of(content), CacheLock.Mode.EXCLUSIVE);
        CacheLock.Held shown =
            lock(name, content, CacheLock.Key.of(name), CacheLock.Mode.EXCLUSIVE)) {
      CacheRegistry.Entry entry =
          parts
              .view()
              .records()
              .find(name)
              .filter(now -> now.sha256().equals(content))
              .orElseThrow(() -> new IOException("another process has changed it meanwhile"));
      FileName directory =
          entry.unpacked().orElseThrow(() -> new IOException("it is not unpacked any more"));
      new UnpackedDirectory(parts, name, directory).mend(entry, cancellation);
      return damaged.repaired(content, 0);
    } catch (IOException e) {
      return damaged.unrepaired(CacheException.storage(name.value(), e));
    } catch (CacheException e) {
      return damaged.unrepaired(e);
    }
  }

  private CacheLock.Held lock(
      ModelName name, Sha256 content, CacheLock.Key key, CacheLock.Mode mode) throws IOException {
    return new LockWaiter(parts, name, content, () -> {}, cancellation).await(key, mode);
  }
}
