package org.pumaguard.models.filesystem.registry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.pumaguard.models.domain.port.RegistryParser.Finding;
import org.pumaguard.models.domain.port.RegistryParser.Severity;

/**
 * The values of one mapping of a registry, by key. Reading a value that is not what it should be is
 * noted as a finding and gives nothing, so that one pass finds all that is wrong.
 */
final class RegistryFields {

  private static final int MAX_SHOWN = 300;

  private final YamlNode.Mapping mapping;
  private final Map<String, YamlNode> values = new LinkedHashMap<>();
  private final List<Finding> findings;

  private RegistryFields(YamlNode.Mapping mapping, List<Finding> findings) {
    this.mapping = mapping;
    this.findings = findings;
  }

  /** The fields of a node, unless it is no mapping; a key that stands twice is an error. */
  static Optional<RegistryFields> of(String what, YamlNode node, List<Finding> findings) {
    if (!(node instanceof YamlNode.Mapping mapping)) {
      findings.add(finding(Severity.ERROR, node, what + " must be a mapping, not " + node.kind()));
      return Optional.empty();
    }
    RegistryFields fields = new RegistryFields(mapping, findings);
    for (YamlNode.Pair pair : mapping.pairs()) {
      String key = pair.key().text();
      if (key.equals("<<")) {
        fields.error(pair.key(), "merge keys are not supported; write the values out");
      } else if (fields.values.put(key, pair.value()) != null) {
        fields.error(pair.key(), "the key '" + printable(key) + "' stands twice");
      }
    }
    return Optional.of(fields);
  }

  /** All pairs, in the order of the file. */
  List<YamlNode.Pair> pairs() {
    return mapping.pairs();
  }

  boolean has(String key) {
    return values.containsKey(key);
  }

  Optional<YamlNode> node(String key) {
    return Optional.ofNullable(values.get(key));
  }

  /** Warns of keys that mean nothing. */
  void warnOfOthersThan(Set<String> known) {
    for (YamlNode.Pair pair : mapping.pairs()) {
      String key = pair.key().text();
      if (!known.contains(key) && !key.equals("<<")) {
        findings.add(
            finding(Severity.WARNING, pair.key(), "the key '" + printable(key) + "' is not known"));
      }
    }
  }

  /** A plain value, converted; a value that can't be is an error. */
  <T> Optional<T> value(String key, Function<String, T> parse) {
    YamlNode node = values.get(key);
    return node == null ? Optional.empty() : convert("'" + key + "'", node, parse);
  }

  /** A node that must be a plain value, converted. */
  <T> Optional<T> convert(String what, YamlNode node, Function<String, T> parse) {
    if (!(node instanceof YamlNode.Scalar scalar) || scalar.isNull()) {
      error(node, what + " must be a plain value, not " + node.kind());
      return Optional.empty();
    }
    try {
      return Optional.of(parse.apply(scalar.text()));
    } catch (IllegalArgumentException e) {
      error(node, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  /** A length in bytes. */
  OptionalLong size() {
    return value("size", RegistryFields::parseSize)
        .map(OptionalLong::of)
        .orElse(OptionalLong.empty());
  }

  /** A list of plain values, converted. */
  <T> List<T> list(String key, Function<String, T> parse) {
    YamlNode node = values.get(key);
    if (node == null) {
      return List.of();
    }
    if (!(node instanceof YamlNode.Sequence sequence)) {
      error(node, "'" + key + "' must be a list, not " + node.kind());
      return List.of();
    }
    List<T> items = new ArrayList<>();
    for (YamlNode item : sequence.items()) {
      convert("an item of '" + key + "'", item, parse).ifPresent(items::add);
    }
    return items;
  }

  void error(YamlNode at, String message) {
    findings.add(finding(Severity.ERROR, at, message));
  }

  void error(String message) {
    error(mapping, message);
  }

  void advise(YamlNode at, String message) {
    findings.add(finding(Severity.ADVICE, at, message));
  }

  static Finding finding(Severity severity, YamlNode at, String message) {
    return new Finding(severity, at.line(), at.column(), printable(message));
  }

  /** Text from outside, fit for a terminal and one line. */
  static String printable(String text) {
    String shown = text.length() > MAX_SHOWN ? text.substring(0, MAX_SHOWN) + "…" : text;
    for (int i = 0; i < shown.length(); i++) {
      if (shown.charAt(i) < ' ' || shown.charAt(i) > '~') {
        return shown.replaceAll("[\\p{Cc}\\p{Cf}]", "?");
      }
    }
    return shown;
  }

  private static long parseSize(String text) {
    long size;
    try {
      size = Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "a size is a whole number of bytes, not '" + text + "'", e);
    }
    if (size < 0) {
      throw new IllegalArgumentException("a size may not be negative: " + size);
    }
    return size;
  }
}
