package org.pumaguard.models.filesystem.registry;

import java.util.List;

/**
 * A node of a YAML document with its position. An alias is the node that its anchor names, so
 * memory is proportional to the text, not to its expansion.
 */
public sealed interface YamlNode {

  /** Line, from 1. */
  int line();

  /** Column, from 1. */
  int column();

  /** Fields in the order of the file, including duplicate keys. */
  record Mapping(int line, int column, List<Field> fields) implements YamlNode {}

  /** A list. */
  record Sequence(int line, int column, List<YamlNode> items) implements YamlNode {}

  /** A plain value as it is written, or null. */
  record Scalar(int line, int column, String text, boolean isNull) implements YamlNode {}

  /** A key and its value. */
  record Field(Scalar key, YamlNode value) {}

  /** The kind of node, for messages. */
  default String kind() {
    if (this instanceof Mapping) {
      return "a mapping";
    }
    if (this instanceof Sequence) {
      return "a list";
    }
    return this instanceof Scalar scalar && scalar.isNull() ? "null" : "a plain value";
  }
}
