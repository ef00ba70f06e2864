package org.pumaguard.models.domain.state;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.Model;

/**
 * The files of models in base directories. Marks of damaged ones are kept in the cache directory,
 * because base directories are read-only. Safe for use by many threads.
 */
public final class BaseLayers {

  private final CacheParts parts;
  private final List<CacheView> bases;

  public BaseLayers(CacheParts parts) {
    this.parts = parts;
    this.bases = parts.bases().stream().map(CacheView::new).toList();
  }

  /** The files with the name of a model, in the order of the directories. */
  public List<Copy> of(Model model) {
    try {
      List<Copy> copies = new ArrayList<>();
      for (CacheView base : bases) {
        Optional<Fingerprint> visible = base.store().models().find(model.name());
        visible.ifPresent(seen -> copies.add(new Copy(base, base.path(model), seen)));
      }
      return copies;
    } catch (IOException e) {
      throw CacheException.storage(model.name(), e);
    }
  }

  /** Whether a file is marked as damaged and has not changed since. */
  public boolean isCondemned(Copy copy, Model model) {
    return parts.directory().damaged().isMarked(copy.path(), copy.seen(), model.sha256());
  }

  /** Marks a file as damaged until it changes; a failure is ignored. */
  public void condemn(Copy copy, Model model) {
    try {
      parts.directory().damaged().mark(copy.path(), copy.seen(), model.sha256());
    } catch (IOException e) {
      // In a read-only cache directory the damage is found again.
      return;
    }
  }

  /** Removes the mark of a file that was verified; a failure is ignored. */
  public void acquit(Copy copy, Model model) {
    try {
      parts.directory().damaged().clear(copy.path(), model.sha256());
    } catch (IOException e) {
      // The model is fetched although the base directory has it.
      return;
    }
  }

  /** Warns that a file is ignored. */
  public void warn(Copy copy, Model model) {
    parts
        .progress()
        .warn(
            model.name() + ": the file in a base directory is damaged and ignored: " + copy.path());
  }

  /**
   * A file in a base directory.
   *
   * @param view the directory
   * @param seen fingerprint of the file
   */
  public record Copy(CacheView view, Path path, Fingerprint seen) {}
}
