package org.pumaguard.models.filesystem.registry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.pumaguard.models.domain.port.RegistryParser.Finding;
import org.pumaguard.models.domain.port.RegistryParser.Severity;

/**
 * The fields of one mapping of a registry. An invalid value is added to the findings and read as
 * empty, so that one pass reports all errors.
 */
final class RegistryFields {

  private static final int MAX_MESSAGE_LENGTH = 300;

  /** Registries have many mappings with few fields: a table for each would cost most. */
  private static final int FEW_FIELDS = 12;

  private final YamlNode.Mapping mapping;
  private final List<YamlNode.Field> fields;

  /** By key, if there are many fields; few are searched. */
  private final Map<String, YamlNode> values;

  private final List<Finding> findings;

  private RegistryFields(YamlNode.Mapping mapping, List<Finding> findings) {
    this.mapping = mapping;
    int count = mapping.fields().size();
    this.fields = new ArrayList<>(count);
    this.values = count > FEW_FIELDS ? new HashMap<>(2 * count) : Map.of();
    this.findings = findings;
  }

  /** The fields of a node; empty if it is not a mapping. Duplicate keys are errors. */
  static Optional<RegistryFields> of(String what, YamlNode node, List<Finding> findings) {
    if (!(node instanceof YamlNode.Mapping mapping)) {
      findings.add(finding(Severity.ERROR, node, what + " must be a mapping, not " + node.kind()));
      return Optional.empty();
    }
    RegistryFields fields = new RegistryFields(mapping, findings);
    mapping.fields().forEach(fields::add);
    return Optional.of(fields);
  }

  private void add(YamlNode.Field field) {
    if (field.key().text().equals("<<")) {
      error(field.key(), "merge keys (<<) are not supported");
      return;
    }
    boolean isDuplicate = has(field.key().text());
    fields.add(field);
    if (mapping.fields().size() > FEW_FIELDS) {
      values.put(field.key().text(), field.value());
    }
    if (isDuplicate) {
      error(field.key(), "duplicate key '" + printable(field.key().text()) + "'");
    }
  }

  /** All fields, in the order of the file. */
  List<YamlNode.Field> all() {
    return fields;
  }

  boolean has(String key) {
    return node(key).isPresent();
  }

  Optional<YamlNode> node(String key) {
    if (mapping.fields().size() > FEW_FIELDS) {
      return Optional.ofNullable(values.get(key));
    }
    for (int i = fields.size() - 1; i >= 0; i--) {
      if (fields.get(i).key().text().equals(key)) {
        return Optional.of(fields.get(i).value());
      }
    }
    return Optional.empty();
  }

  /** Adds a warning for each unknown key. */
  void warnOfUnknownKeys(Set<String> known) {
    for (YamlNode.Field field : fields) {
      if (!known.contains(field.key().text())) {
        findings.add(
            finding(
                Severity.WARNING,
                field.key(),
                "unknown key '" + printable(field.key().text()) + "'"));
      }
    }
  }

  /** The converted plain value of a key; empty if it is missing or invalid. */
  <T> Optional<T> value(String key, Function<String, T> parse) {
    Optional<YamlNode> node = node(key);
    return node.isEmpty() ? Optional.empty() : convert(() -> "'" + key + "'", node.get(), parse);
  }

  /** The converted plain value of a node; empty if it is invalid. */
  <T> Optional<T> convert(String what, YamlNode node, Function<String, T> parse) {
    return convert(() -> what, node, parse);
  }

  private <T> Optional<T> convert(Supplier<String> what, YamlNode node, Function<String, T> parse) {
    if (!(node instanceof YamlNode.Scalar scalar) || scalar.isNull()) {
      error(node, what.get() + " must be a plain value, not " + node.kind());
      return Optional.empty();
    }
    try {
      return Optional.of(parse.apply(scalar.text()));
    } catch (IllegalArgumentException e) {
      error(node, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  /** The field {@code size}, in bytes. */
  OptionalLong size() {
    return value("size", RegistryFields::parseSize)
        .map(OptionalLong::of)
        .orElse(OptionalLong.empty());
  }

  /** The converted items of a list; without the invalid ones. */
  <T> List<T> list(String key, Function<String, T> parse) {
    Optional<YamlNode> node = node(key);
    if (node.isEmpty()) {
      return List.of();
    }
    if (!(node.get() instanceof YamlNode.Sequence sequence)) {
      error(node.get(), "'" + key + "' must be a list, not " + node.get().kind());
      return List.of();
    }
    List<T> items = new ArrayList<>();
    for (YamlNode item : sequence.items()) {
      convert("item of '" + key + "'", item, parse).ifPresent(items::add);
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

  /** Shortens untrusted text and replaces its control characters. */
  static String printable(String text) {
    String shown =
        text.length() > MAX_MESSAGE_LENGTH ? text.substring(0, MAX_MESSAGE_LENGTH) + "…" : text;
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
          "size must be a whole number of bytes, not '" + text + "'", e);
    }
    if (size < 0) {
      throw new IllegalArgumentException("size must not be negative: " + size);
    }
    return size;
  }
}
