package org.pumaguard.models.cli.settings;

import org.pumaguard.models.domain.api.Hint;

/** Formats hints with the options that both programs share. */
public final class OptionHints {

  private static final String OR_DIRECTORY = ", or choose another directory with --cache-dir";
  private static final String OR_BASE = ", or choose another directory with --base-dir";
  private static final String OR_SOURCE = ", or choose another source with --source";
  private static final String OR_LOCAL_REGISTRY = ", or choose a local file with --registry";

  private OptionHints() {}

  /** The next step; in neutral words if no shared option applies. */
  public static String text(Hint hint) {
    return switch (hint) {
      case MOVE_OBSTACLE -> "move it away" + OR_DIRECTORY;
      case FREE_DISK_SPACE -> "free some space on that disk" + OR_DIRECTORY;
      case PRUNE_OLD_VERSIONS -> "prune old versions, free some space on that disk" + OR_DIRECTORY;
      case GRANT_ACCESS -> "make the directory writable and readable for this user" + OR_DIRECTORY;
      case MAKE_WRITABLE -> "make the directory writable" + OR_DIRECTORY;
      case CHECK_DIRECTORY -> "check the directory" + OR_DIRECTORY;
      case USE_FILE_SYSTEM_WITH_LOCKS ->
          "choose a directory on a local disk with --cache-dir if several programs use it at once";
      case USE_FORCING_FILE_SYSTEM ->
          "choose a directory on a local disk with --cache-dir if power cuts are likely";
      case MOUNT_WHOLE_DIRECTORY -> "mount the whole directory" + OR_DIRECTORY;
      case CHECK_BASE_DIRECTORY -> "check the path" + OR_BASE;
      case MOVE_BASE_OBSTACLE -> "move it away" + OR_BASE;
      case GRANT_BASE_ACCESS -> "give this user access to it" + OR_BASE;
      case USE_HTTPS -> "use https, or --allow-insecure-registry if the network is trusted";
      case CHOOSE_ANOTHER_REGISTRY -> "choose another registry with --registry";
      case CHECK_REGISTRY_ADDRESS ->
          "check the address, or choose another registry with --registry";
      case CHECK_REGISTRY_LOGIN ->
          "check the address and whether the network wants a login, or choose another registry with"
              + " --registry";
      case CHECK_REGISTRY_CREDENTIALS ->
          "check the credentials for it (~/.netrc or PUMAGUARD_TOKEN), or choose another registry"
              + " with --registry";
      case USE_LOCAL_REGISTRY -> "check the network" + OR_LOCAL_REGISTRY;
      case FETCH_REGISTRY_ONLINE -> "run once without --offline" + OR_LOCAL_REGISTRY;
      case NAME_SOURCE -> "choose a source with --source";
      case CHECK_SOURCE -> "check the network and the source" + OR_SOURCE;
      case FETCH_ONLINE -> "run once without --offline, or choose a local folder with --source";
      case CHOOSE_INTACT_SOURCE ->
          "try again, choose another source with --source, or report it to the publisher of the"
              + " registry";
      case CHECK_NETWORK -> "check the network and the proxy" + OR_SOURCE;
      case EXTEND_TIMEOUT -> "check the network, allow more time with --timeout" + OR_SOURCE;
      case TRUST_CERTIFICATE ->
          "check the clock and the proxy, or trust further certificates with --ca-bundle";
      case CHECK_CREDENTIALS -> "check the permission or the credentials for it" + OR_SOURCE;
      case RETRY_SOURCE_LATER -> "try again later" + OR_SOURCE;
      case CHECK_SOURCE_ADDRESS -> "check the address" + OR_SOURCE;
      case CHECK_LOGIN -> "check the address and whether the network wants a login" + OR_SOURCE;
      case REPORT_SOURCE -> "report it to the publisher of the source" + OR_SOURCE;
      case NONE,
          MOVE_DIRECTORY_OBSTACLE,
          REBUILD_CACHE_REGISTRY,
          LIST_REGISTRY,
          LIST_CACHED,
          ENSURE_FIRST,
          FETCH_OTHER_VERSION,
          FETCH_DAMAGED_VERSION,
          USE_OTHER_REGISTRY,
          REPAIR_MODEL,
          READ_REGISTRY_FIRST,
          LINT_REGISTRY,
          REPORT_TO_PUBLISHER,
          CHECK_BUNDLE_FILE,
          REPLACE_BUNDLE,
          IMPORT_AGAIN,
          COMPLETE_BUNDLE,
          RENAME_BUNDLE,
          MAKE_BUNDLE_FOLDER,
          FREE_BUNDLE_SPACE,
          CHOOSE_WRITABLE_FILE,
          CHOOSE_CONTENT_LIST,
          SET_CLOCK,
          END_LOCK_HOLDER,
          WAIT_FOR_PROCESS,
          ADD_LIBRARY,
          ENLARGE_HEAP,
          PROVIDE_LIBRARY,
          RETRY,
          OPEN_AGAIN,
          CALL_FROM_OTHER_THREAD,
          REPORT_FAULT ->
          hint.text();
    };
  }
}
