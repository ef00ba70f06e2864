package org.pumaguard.models.domain.api;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;

/** The result of a verification that found damage. */
public sealed interface DamagedModel extends VerifyResult {

  @Override
  default Result result() {
    return Result.DAMAGED;
  }

  /** The result after a repair. */
  default VerifyResult repaired(Sha256 content, long bytesFetched) {
    return new Repaired(this, content, bytesFetched);
  }

  /** The result after a failed repair. */
  default VerifyResult unrepaired(CacheException cause) {
    return new Unrepaired(this, cause);
  }

  /** The file in the cache directory has another digest, or cannot be read completely. */
  record File(
      ModelName name, Optional<Sha256> expected, Optional<Sha256> actual, List<Damage> damage)
      implements DamagedModel {

    public File {
      damage = List.copyOf(damage);
    }
  }

  /**
   * A file in a base directory is damaged. It is never changed; a repair fetches the model into the
   * cache directory.
   */
  record BaseFile(File found, Path file) implements DamagedModel {

    @Override
    public ModelName name() {
      return found.name();
    }

    @Override
    public Optional<Sha256> expected() {
      return found.expected();
    }

    @Override
    public Optional<Sha256> actual() {
      return found.actual();
    }

    @Override
    public List<Damage> damage() {
      return found.damage();
    }

    @Override
    public Optional<Path> base() {
      return Optional.of(file);
    }
  }

  /** The file is intact, but the directory into which it was unpacked is not. */
  record Directory(ModelName name, Sha256 content, String reason) implements DamagedModel {

    @Override
    public Optional<Sha256> expected() {
      return Optional.of(content);
    }

    @Override
    public Optional<Sha256> actual() {
      return Optional.of(content);
    }

    @Override
    public Optional<String> unpacked() {
      return Optional.of(reason);
    }
  }
}
