package org.pumaguard.models.domain.port;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.ModelName;

/** Visible directories that archives were unpacked into. Part of a {@link ContentStore}. */
public interface UnpackedDirectories {

  /** Creates an empty directory to unpack an archive into before it is published. */
  Path stage() throws IOException;

  /** Deletes a staged directory. */
  void discardStaged(Path staged) throws IOException;

  /** Whether a directory of this name is visible. */
  boolean exists(FileName directory) throws IOException;

  /**
   * Whether this cache published the visible directory of this name, even if its process died
   * before it recorded that, and nothing was added to it since.
   */
  boolean isUnchanged(FileName directory) throws IOException;

  /**
   * The model that the visible directory of this name was unpacked from, even if files were added
   * since; empty if there is none, or this cache did not publish it.
   */
  Optional<ModelName> modelOf(FileName directory, Identity identity) throws IOException;

  /**
   * Treats the directory of this name as published by this cache. The caller has compared it with
   * the model's archive.
   */
  void adopt(FileName directory, ModelName model) throws IOException;

  /**
   * Publishes a staged directory under a name. The former directory is replaced; Java offers no
   * atomic exchange, so the name is absent for a moment. A former directory that was changed since
   * this cache published it, or that another program made, is set aside.
   *
   * @param model the model that it was unpacked from
   * @return the new path of the former directory, if it was set aside
   */
  Optional<Path> publish(Path staged, FileName directory, ModelName model) throws IOException;

  /**
   * Deletes a directory without following links. A directory that was changed since this cache
   * published it, or that another program made, is set aside.
   *
   * @return its new path, if it was set aside
   */
  Optional<Path> discard(FileName directory) throws IOException;

  /** What a directory is recognized by. */
  enum Identity {
    /** Its inode, or that of a file in it. */
    INODE,
    /** Also the times of its files, which a copy may have kept, in contrast to inodes. */
    INODE_OR_TIMES
  }
}
