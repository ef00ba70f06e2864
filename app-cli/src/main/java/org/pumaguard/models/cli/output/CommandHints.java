package org.pumaguard.models.cli.output;

import java.util.Optional;
import org.pumaguard.models.cli.settings.OptionHints;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.Hint;
import org.pumaguard.models.domain.model.ModelName;

/** Formats hints with the commands and options of this program. */
public final class CommandHints {

  private CommandHints() {}

  /** The next step after a failure. */
  public static String text(CacheException failure) {
    return text(failure.hint(), failure.model());
  }

  /** A hint that concerns no particular model. */
  public static String text(Hint hint) {
    return text(hint, Optional.empty());
  }

  private static String text(Hint hint, Optional<ModelName> model) {
    String name = model.map(ModelName::value).orElse("NAME");
    return switch (hint) {
      case PRUNE_OLD_VERSIONS ->
          "run 'prune --keep 0', free some space on that disk, or choose another directory with"
              + " --cache-dir";
      case REBUILD_CACHE_REGISTRY -> "'cache' rebuilds it and fetches nothing for that";
      case LIST_REGISTRY -> "'list' shows the available names";
      case LIST_CACHED -> "'list' shows the cached models";
      case ENSURE_FIRST -> "run 'cache " + name + "' first";
      case FETCH_OTHER_VERSION ->
          "'show "
              + name
              + "' lists what is cached; fetch another version with a registry that"
              + " names it";
      case REPAIR_MODEL -> "run 'verify --repair " + name + "', and try again";
      case LINT_REGISTRY -> "'lint' shows all its mistakes";
      case REPORT_FAULT -> "-v shows where";
      case COMPLETE_BUNDLE ->
          "ask for a bundle that was made without --since, or with this cache's list";
      case CHOOSE_CONTENT_LIST ->
          "choose a file with digests, a registry, a bundle, or the output of 'list -o json'";
      case NONE,
          MOVE_OBSTACLE,
          FREE_DISK_SPACE,
          GRANT_ACCESS,
          MAKE_WRITABLE,
          CHECK_DIRECTORY,
          USE_FILE_SYSTEM_WITH_LOCKS,
          USE_FORCING_FILE_SYSTEM,
          MOUNT_WHOLE_DIRECTORY,
          SET_CLOCK,
          CHECK_BASE_DIRECTORY,
          MOVE_BASE_OBSTACLE,
          GRANT_BASE_ACCESS,
          MOVE_DIRECTORY_OBSTACLE,
          FETCH_DAMAGED_VERSION,
          USE_OTHER_REGISTRY,
          USE_HTTPS,
          CHOOSE_ANOTHER_REGISTRY,
          CHECK_REGISTRY_ADDRESS,
          CHECK_REGISTRY_LOGIN,
          CHECK_REGISTRY_CREDENTIALS,
          USE_LOCAL_REGISTRY,
          FETCH_REGISTRY_ONLINE,
          READ_REGISTRY_FIRST,
          REPORT_TO_PUBLISHER,
          NAME_SOURCE,
          CHECK_SOURCE,
          FETCH_ONLINE,
          CHOOSE_INTACT_SOURCE,
          CHECK_NETWORK,
          EXTEND_TIMEOUT,
          TRUST_CERTIFICATE,
          CHECK_CREDENTIALS,
          RETRY_SOURCE_LATER,
          CHECK_SOURCE_ADDRESS,
          CHECK_LOGIN,
          REPORT_SOURCE,
          CHECK_BUNDLE_FILE,
          REPLACE_BUNDLE,
          IMPORT_AGAIN,
          RENAME_BUNDLE,
          MAKE_BUNDLE_FOLDER,
          FREE_BUNDLE_SPACE,
          CHOOSE_WRITABLE_FILE,
          END_LOCK_HOLDER,
          WAIT_FOR_PROCESS,
          ADD_LIBRARY,
          ENLARGE_HEAP,
          PROVIDE_LIBRARY,
          OPEN_AGAIN,
          CALL_FROM_OTHER_THREAD,
          RETRY ->
          OptionHints.text(hint);
    };
  }
}
