package org.pumaguard.models.filesystem.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.FingerprintChange;
import org.pumaguard.models.domain.model.FragmentRange;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.BlobStore;
import org.pumaguard.models.domain.port.Content;
import org.pumaguard.models.domain.port.ModelFiles;
import org.pumaguard.models.domain.port.Partial;
import org.pumaguard.models.filesystem.disk.CacheLayout;
import org.pumaguard.models.filesystem.disk.DurableFiles;
import org.pumaguard.models.filesystem.disk.FileAttributes;
import org.pumaguard.models.filesystem.disk.FileContent;
import org.pumaguard.models.filesystem.disk.Folders;
import org.pumaguard.models.filesystem.disk.Moves;

/** Stores blobs as files named by their digest. */
final class FileBlobStore implements BlobStore {

  private final CacheLayout layout;
  private final FragmentIndex index;
  private final BlockIndex blocks;
  private final ModelFiles models;

  FileBlobStore(CacheLayout layout, FragmentIndex index, BlockIndex blocks, ModelFiles models) {
    this.layout = layout;
    this.index = index;
    this.blocks = blocks;
    this.models = models;
  }

  @Override
  public Optional<Fingerprint> find(Sha256 content) throws IOException {
    return FileAttributes.fingerprint(layout.blob(content));
  }

  @Override
  public Content open(Sha256 content) throws IOException {
    return FileContent.open(layout.blob(content));
  }

  @Override
  public Set<Sha256> contents() throws IOException {
    Set<Sha256> contents = new TreeSet<>((a, b) -> a.hex().compareTo(b.hex()));
    for (Path folder : StoredFiles.children(layout.blobs())) {
      for (Path blob : StoredFiles.children(folder)) {
        StoredFiles.digestOf(blob).ifPresent(contents::add);
      }
    }
    return contents;
  }

  @Override
  public void commit(Sha256 content, Partial partial, List<FragmentRange> fragments)
      throws IOException {
    Path folder = layout.blobFolder(content);
    Path file = layout.partial(content);
    Folders.make(layout, folder);
    FileAttributes.finish(file);
    partial.force();
    // Indexed before the blob exists, since the process may be killed right after the rename.
    index.add(content, fragments);
    Moves.move(layout, file, layout.blob(content));
    Folders.force(folder);
    Files.deleteIfExists(layout.journal(content));
  }

  @Override
  public List<Added> commitAll(List<Addition> additions) {
    return new CommitBatch(layout, index).run(additions);
  }

  @Override
  public List<FingerprintChange> keep(ModelName name, Sha256 content) throws IOException {
    ModelFiles.VisibleFile shown = models.adopt(name, content, false);
    if (find(content).filter(blob -> blob.inode() == shown.file().inode()).isEmpty()) {
      Folders.make(layout, layout.staging());
      Path fresh = DurableFiles.fresh(layout.staging());
      try {
        StoredFiles.copy(layout, layout.model(name), fresh);
        Moves.move(layout, fresh, layout.blob(content));
      } finally {
        Files.deleteIfExists(fresh);
      }
      Folders.force(layout.blobFolder(content));
    }
    return shown.changes();
  }

  @Override
  public long discard(Sha256 content) throws IOException {
    Path blob = layout.blob(content);
    Folders.refuseLinks(layout, layout.blobFolder(content));
    long bytes = FileAttributes.fingerprint(blob).map(Fingerprint::size).orElse(0L);
    new Trash(layout).discard(blob);
    blocks.remove(content);
    return bytes;
  }
}
