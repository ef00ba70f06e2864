package org.pumaguard.models.filesystem.registry;

import java.util.List;

/**
 * A piece of a YAML document, with the place where it stands.
 *
 * <p>An alias is the very node that its anchor names, so a document takes memory for what is
 * written in it, not for what it would be written out.
 */
public sealed interface YamlNode {

  /** Line, from 1. */
  int line();

  /** Column, from 1. */
  int column();

  /** Keys in the order of the file; a key may stand twice, which the reader refuses. */
  record Mapping(int line, int column, List<Pair> pairs) implements YamlNode {}

  /** A list. */
  record Sequence(int line, int column, List<YamlNode> items) implements YamlNode {}

  /** Text, a number or a truth value, as it is written; or nothing. */
  record Scalar(int line, int column, String text, boolean isNull) implements YamlNode {}

  /** A key and its value. */
  record Pair(Scalar key, YamlNode value) {}

  /** What it is, for messages. */
  default String kind() {
    if (this instanceof Mapping) {
      return "a mapping";
    }
    if (this instanceof Sequence) {
      return "a list";
    }
    return this instanceof Scalar scalar && scalar.isNull() ? "nothing" : "a plain value";
  }
}
