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
 * The files of models in base directories. Which of them are damaged this cache remembers in its
 * own directory, as far as it can write there. Safe for use by many threads.
 */
public final class BaseLayers {

  private final CacheParts parts;
  private final List<CacheView> bases;

  public BaseLayers(CacheParts parts) {
    this.parts = parts;
    this.bases = parts.bases().stream().map(CacheView::new).toList();
  }

  /** The files that bear the name of a model, in the order of the directories. */
  public List<Copy> of(Model model) {
    try {
      List<Copy> copies = new ArrayList<>();
      for (CacheView base : bases) {
        Optional<Fingerprint> visible = base.store().models().find(model.name());
        visible.ifPresent(seen -> copies.add(new Copy(base, base.path(model), seen)));
      }
      return copies;
    } catch (IOException e) {
      throw CacheException.storage(model.name().value(), e);
    }
  }

  /** Whether a file was found not to be this model, and looks as it did. */
  boolean isCondemned(Copy copy, Model model) {
    return parts.directory().damaged().isMarked(copy.path(), copy.seen(), model.sha256());
  }

  /** From now on a file is not used, as long as it looks like this. */
  public void condemn(Copy copy, Model model) {
    try {
      parts.directory().damaged().mark(copy.path(), copy.seen(), model.sha256());
    } catch (IOException e) {
      // Where that can't be written it is found out again.
      return;
    }
  }

  /** A file was found right. */
  public void acquit(Copy copy, Model model) {
    try {
      parts.directory().damaged().clear(copy.path(), model.sha256());
    } catch (IOException e) {
      // Then the model is fetched although it need not be.
      return;
    }
  }

  /** Says that a file is passed over. */
  public void warn(Copy copy, Model model) {
    parts
        .progress()
        .warn(
            model.name()
                + ": the copy in a base directory is not what it should be, and is passed over: "
                + copy.path());
  }

  /**
   * A file in a base directory.
   *
   * @param view the directory
   * @param seen how the file looks
   */
  public record Copy(CacheView view, Path path, Fingerprint seen) {}
}
