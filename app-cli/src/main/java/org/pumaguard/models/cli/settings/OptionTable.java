package org.pumaguard.models.cli.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The options of a program.
 *
 * @param options the options
 * @param otherKeys further keys that the configuration file may contain, since another program
 *     reads the same file
 */
public record OptionTable(List<Option> options, List<String> otherKeys) {

  public OptionTable {
    options = List.copyOf(options);
    otherKeys = List.copyOf(otherKeys);
  }

  /** The option with this key. */
  Optional<Option> find(String key) {
    return options.stream().filter(option -> option.key().equals(key)).findFirst();
  }

  /** All keys that the configuration file may contain. */
  List<String> keys() {
    List<String> keys = new ArrayList<>(options.stream().map(Option::key).toList());
    keys.addAll(otherKeys);
    return keys;
  }
}
