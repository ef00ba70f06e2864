package org.pumaguard.models.filesystem.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.Partial;
import org.pumaguard.models.domain.port.Partials;
import org.pumaguard.models.filesystem.disk.CacheLayout;
import org.pumaguard.models.filesystem.disk.FileAttributes;
import org.pumaguard.models.filesystem.disk.Folders;

/** Partials as files, each with a journal beside it. */
final class FilePartials implements Partials {

  private final CacheLayout layout;

  FilePartials(CacheLayout layout) {
    this.layout = layout;
  }

  @Override
  public Partial open(Sha256 content) throws IOException {
    Folders.make(layout, layout.partials());
    return FilePartial.open(layout, content);
  }

  @Override
  public Optional<Fingerprint> find(Sha256 content) throws IOException {
    return FileAttributes.fingerprint(layout.partial(content));
  }

  @Override
  public void discard(Sha256 content) throws IOException {
    Folders.refuseLinks(layout, layout.partials());
    Files.deleteIfExists(layout.journal(content));
    Files.deleteIfExists(layout.partial(content));
  }

  @Override
  public Set<Sha256> contents() throws IOException {
    Set<Sha256> partials = new TreeSet<>((a, b) -> a.hex().compareTo(b.hex()));
    for (Path file : StoredFiles.children(layout.partials())) {
      StoredFiles.digestOf(file).ifPresent(partials::add);
    }
    return partials;
  }
}
