package org.pumaguard.models.domain.verify;

import java.io.IOException;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.DamagedModel;
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
 * Repairs an unpacked directory from the intact file of its model. Uses neither sources nor the
 * registry, so outdated versions are repaired too.
 */
public final class DirectoryRepair {

  private final CacheParts parts;
  private final Cancellation cancellation = new Cancellation();

  public DirectoryRepair(CacheParts parts) {
    this.parts = parts;
  }

  /** Unpacks the model again; a failure is part of the result. */
  public VerifyResult run(DamagedModel.Directory damaged) {
    ModelName name = damaged.name();
    Sha256 content = damaged.content();
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
              .orElseThrow(() -> new IOException("another process replaced the model"));
      FileName directory =
          entry.unpacked().orElseThrow(() -> new IOException("the model is no longer unpacked"));
      new UnpackedDirectory(parts, name, directory).mend(entry, cancellation);
      return damaged.repaired(content, 0);
    } catch (IOException e) {
      return damaged.unrepaired(CacheException.storage(name, e));
    } catch (CacheException e) {
      return damaged.unrepaired(e);
    }
  }

  private CacheLock.Held lock(
      ModelName name, Sha256 content, CacheLock.Key key, CacheLock.Mode mode) throws IOException {
    return new LockWaiter(parts, name, content, () -> {}, cancellation).await(key, mode);
  }
}
