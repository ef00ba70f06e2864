package org.pumaguard.models.filesystem.registry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.parser.ParserImpl;

/**
 * Builds the nodes of one document from SnakeYAML's events. Limits nesting and the size of the
 * document with all aliases expanded.
 */
final class YamlNodeBuilder {

  /** Nesting of collections. */
  private static final int MAX_DEPTH = 50;

  /** Nodes of a document with all aliases expanded. */
  private static final long MAX_EXPANDED_NODES = 1_000_000;

  private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");

  private final ParserImpl parser;
  private final Map<String, YamlNode> anchors = new HashMap<>();

  /** The number of nodes below and with an anchored node. */
  private final IdentityHashMap<YamlNode, Long> expanded = new IdentityHashMap<>();

  private long total;

  YamlNodeBuilder(ParserImpl parser) {
    this.parser = parser;
  }

  YamlNode document() throws YamlReader.Malformed {
    parser.getEvent();
    if (parser.checkEvent(Event.ID.StreamEnd)) {
      throw new YamlReader.Malformed(1, 1, "empty file");
    }
    parser.getEvent();
    YamlNode root = node(parser.getEvent(), 0);
    parser.getEvent();
    if (!parser.checkEvent(Event.ID.StreamEnd)) {
      throw malformed(parser.peekEvent(), "second document; a registry is one document");
    }
    return root;
  }

  private YamlNode node(Event event, int depth) throws YamlReader.Malformed {
    if (depth > MAX_DEPTH) {
      throw malformed(event, "nested deeper than " + MAX_DEPTH + " levels");
    }
    if (event instanceof AliasEvent alias) {
      return target(alias);
    }
    long before = total;
    total++;
    YamlNode node =
        switch (event.getEventId()) {
          case MappingStart -> mapping(event, depth);
          case SequenceStart -> sequence(event, depth);
          case Scalar -> scalar((ScalarEvent) event);
          default -> throw malformed(event, "expected a value");
        };
    if (event instanceof NodeEvent named && named.getAnchor() != null) {
      anchors.put(named.getAnchor(), node);
      expanded.put(node, total - before);
    }
    return node;
  }

  private YamlNode target(AliasEvent alias) throws YamlReader.Malformed {
    YamlNode target = anchors.get(alias.getAnchor());
    if (target == null) {
      throw malformed(alias, "undefined alias *" + alias.getAnchor());
    }
    total += expanded.getOrDefault(target, 1L);
    if (total > MAX_EXPANDED_NODES) {
      throw malformed(
          alias, "alias bomb: aliases expand to more than " + MAX_EXPANDED_NODES + " values");
    }
    return target;
  }

  private YamlNode mapping(Event start, int depth) throws YamlReader.Malformed {
    List<YamlNode.Field> fields = new ArrayList<>();
    for (Event event = parser.getEvent();
        !event.is(Event.ID.MappingEnd);
        event = parser.getEvent()) {
      if (!(event instanceof ScalarEvent key)) {
        throw malformed(event, "a key must be a plain value");
      }
      YamlNode.Scalar name = new YamlNode.Scalar(line(event), column(event), key.getValue(), false);
      if (key.getAnchor() != null) {
        anchors.put(key.getAnchor(), name);
      }
      fields.add(new YamlNode.Field(name, node(parser.getEvent(), depth + 1)));
    }
    return new YamlNode.Mapping(line(start), column(start), List.copyOf(fields));
  }

  private YamlNode sequence(Event start, int depth) throws YamlReader.Malformed {
    List<YamlNode> items = new ArrayList<>();
    for (Event event = parser.getEvent();
        !event.is(Event.ID.SequenceEnd);
        event = parser.getEvent()) {
      items.add(node(event, depth + 1));
    }
    return new YamlNode.Sequence(line(start), column(start), List.copyOf(items));
  }

  private static YamlNode scalar(ScalarEvent event) {
    boolean isNull =
        event.getScalarStyle() == ScalarStyle.PLAIN
            && event.getTag() == null
            && NULLS.contains(event.getValue());
    return new YamlNode.Scalar(line(event), column(event), isNull ? "" : event.getValue(), isNull);
  }

  private static YamlReader.Malformed malformed(Event event, String message) {
    return YamlReader.at(event.getStartMark(), message);
  }

  private static int line(Event event) {
    return event.getStartMark().getLine() + 1;
  }

  private static int column(Event event) {
    return event.getStartMark().getColumn() + 1;
  }
}
