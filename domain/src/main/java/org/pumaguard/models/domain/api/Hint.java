package org.pumaguard.models.domain.api;

/**
 * The next step after a failure. The text is neutral, for embedders and API clients; programs
 * replace it by one with their own options and commands.
 */
public enum Hint {
  /** There is no next step. */
  NONE(""),

  /** Something else has the name of a file or directory of the cache. */
  MOVE_OBSTACLE("move it away, or choose another cache directory"),
  /** The disk of the cache directory is full. */
  FREE_DISK_SPACE("free some space on that disk, or choose another cache directory"),
  /** The disk is full, and the cache holds versions that pruning removes. */
  PRUNE_OLD_VERSIONS(
      "prune old versions, free some space on that disk, or choose another cache directory"),
  /** This user has no access to the cache directory; reading or writing was refused. */
  GRANT_ACCESS(
      "make the directory writable and readable for this user, or choose another cache directory"),
  /** The cache directory is read-only. */
  MAKE_WRITABLE("make the directory writable, or choose another cache directory"),
  /** The cache directory fails for another reason. */
  CHECK_DIRECTORY("check the directory, or choose another cache directory"),
  /** The file system of the cache directory has no working locks. */
  USE_FILE_SYSTEM_WITH_LOCKS(
      "choose a cache directory on a local disk if several programs use it at once"),
  /** The file system of the cache directory cannot force directories. */
  USE_FORCING_FILE_SYSTEM("choose a cache directory on a local disk if power cuts are likely"),
  /** The cache's internal files are on another file system than the cache directory. */
  MOUNT_WHOLE_DIRECTORY("mount the whole cache directory, or choose another cache directory"),
  /** The clock of this machine is wrong. */
  SET_CLOCK("set the clock of this machine"),
  /** A base directory does not exist. */
  CHECK_BASE_DIRECTORY("check the path, or choose another base directory"),
  /** Something else has the name of a base directory. */
  MOVE_BASE_OBSTACLE("move it away, or choose another base directory"),
  /** This user has no access to a base directory. */
  GRANT_BASE_ACCESS("give this user access to it, or choose another base directory"),
  /** Something else has the name of an unpacked directory. */
  MOVE_DIRECTORY_OBSTACLE("move it away, and try again"),
  /** The cache registry is damaged or missing. */
  REBUILD_CACHE_REGISTRY("the next ensure rebuilds it and fetches nothing for that"),

  /** The registry has no such model. */
  LIST_REGISTRY("list the models of the registry for the available names"),
  /** No such model is cached. */
  LIST_CACHED("list the cached models"),
  /** The model is not cached, so it cannot be pinned. */
  ENSURE_FIRST("ensure the model first"),
  /** No earlier version of this model is kept. */
  FETCH_OTHER_VERSION("fetch another version with a registry that names it"),
  /** All kept versions are damaged. */
  FETCH_DAMAGED_VERSION("fetch that version with a registry that names it"),
  /** A damaged model is no longer in the registry. */
  USE_OTHER_REGISTRY("use a registry that names it, or delete its file if it is not needed"),
  /** A cached model is damaged. */
  REPAIR_MODEL("repair the model, and try again"),

  /** The registry would be fetched over plain http. */
  USE_HTTPS("use https, or allow insecure registries if the network is trusted"),
  /** The registry cannot be read. */
  CHOOSE_ANOTHER_REGISTRY("choose another registry"),
  /** There is no registry at this address. */
  CHECK_REGISTRY_ADDRESS("check the address, or choose another registry"),
  /** A server sends a web page instead of the registry. */
  CHECK_REGISTRY_LOGIN(
      "check the address and whether the network wants a login, or choose another registry"),
  /** The registry's host refuses access. */
  CHECK_REGISTRY_CREDENTIALS("check the credentials for it, or choose another registry"),
  /** The registry's host cannot be reached. */
  USE_LOCAL_REGISTRY("check the network, or choose a local file as the registry"),
  /** The registry was never fetched, and the cache is offline. */
  FETCH_REGISTRY_ONLINE("go online once, or choose a local file as the registry"),
  /** The registry was never fetched, and the call does not use the network. */
  READ_REGISTRY_FIRST("refresh the registry, or ensure a model once"),
  /** The registry is invalid. */
  LINT_REGISTRY("check the registry for all its mistakes"),
  /** The registry describes a model wrongly. */
  REPORT_TO_PUBLISHER("report it to the publisher of the registry"),

  /** The registry names no source. */
  NAME_SOURCE("choose a source"),
  /** No source has a fragment. */
  CHECK_SOURCE("check the network and the source, or choose another source"),
  /** The cache is offline. */
  FETCH_ONLINE("go online once, or choose a local folder as the source"),
  /** Each source serves bytes without the registered digest. */
  CHOOSE_INTACT_SOURCE(
      "try again, choose another source, or report it to the publisher of the registry"),
  /** The host of a source cannot be reached. */
  CHECK_NETWORK("check the network and the proxy, or choose another source"),
  /** A source is too slow. */
  EXTEND_TIMEOUT("check the network, allow a longer time-out, or choose another source"),
  /** The certificate of a host is not trusted. */
  TRUST_CERTIFICATE("check the clock and the proxy, or trust further certificates"),
  /** A source refuses access. */
  CHECK_CREDENTIALS("check the permission or the credentials for it, or choose another source"),
  /** A source fails with a transient failure. */
  RETRY_SOURCE_LATER("try again later, or choose another source"),
  /** A source has no such file. */
  CHECK_SOURCE_ADDRESS("check the address, or choose another source"),
  /** A source serves a web page instead of the file. */
  CHECK_LOGIN("check the address and whether the network wants a login, or choose another source"),
  /** A source serves a file of another size. */
  REPORT_SOURCE("report it to the publisher of the source, or choose another source"),

  /** The bundle cannot be read. */
  CHECK_BUNDLE_FILE("check the name and the permissions of the file"),
  /** The bundle is damaged. */
  REPLACE_BUNDLE("get the bundle again, or report it to its author"),
  /** The partial of an earlier import does not match the bundle. */
  IMPORT_AGAIN(
      "import it again; if that fails too, get the bundle again, or report it to its author"),
  /** The bundle leaves out content that the cache does not have. */
  COMPLETE_BUNDLE("ask for a bundle with all contents, or for one that is made for this cache"),
  /** The file name of a bundle has no supported extension. */
  RENAME_BUNDLE("choose another name, such as one that ends in .tar"),
  /** The folder of a new bundle does not exist. */
  MAKE_BUNDLE_FOLDER("make that folder, or choose another file"),
  /** The disk of a new bundle is full. */
  FREE_BUNDLE_SPACE("free some space on that disk, or choose another file"),
  /** A new bundle cannot be written. */
  CHOOSE_WRITABLE_FILE("choose another file, in a folder that this user may write to"),
  /** The content list of another cache cannot be read. */
  CHOOSE_CONTENT_LIST("choose a file with digests, a registry, a bundle, or a list in JSON"),

  /** Another process holds a lock and makes no progress. */
  END_LOCK_HOLDER("end that process, and try again"),
  /** Another process changes the cache. */
  WAIT_FOR_PROCESS("try again when it has finished, or end it"),
  /** Another call is about to finish. */
  RETRY("try again in a moment"),
  /** The cache is closed. */
  OPEN_AGAIN("open the cache again, and close it after its last use"),
  /** A library that a program may leave out is needed. */
  ADD_LIBRARY("add the library to the class path of the program"),
  /** A decoder needs more memory than Java has. */
  ENLARGE_HEAP("give Java more memory, or ask the publisher for a smaller dictionary"),
  /** A progress listener, or other code that the cache calls, waits for the cache. */
  CALL_FROM_OTHER_THREAD("call the cache from another thread"),
  /** A native library cannot be unpacked into the temporary directory. */
  PROVIDE_LIBRARY(
      "set the Java property java.io.tmpdir to a directory from which libraries may be loaded"),
  /** The program itself is at fault. */
  REPORT_FAULT("report it with its stack trace");

  private final String text;

  Hint(String text) {
    this.text = text;
  }

  /** The next step in neutral words, without an option or a command; empty for {@link #NONE}. */
  public String text() {
    return text;
  }

  /** A message, followed by the next step if there is one. */
  public String after(String message) {
    return text.isEmpty() ? message : message + "; " + text;
  }
}
