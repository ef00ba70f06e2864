package org.pumaguard.models.filesystem.registry;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * Reads the text of a YAML document into {@link YamlNode}s; refuses what is no single document. It
 * works on the events of SnakeYAML, the engine below Jackson's reader, because that one keeps
 * neither the place of a mistake nor the anchor of a plain value.
 */
public final class YamlReader {

  /** Deeper than any document that means something to us. */
  private static final int MAX_DEPTH = 50;

  /** The most nodes that aliases may stand for when they are written out. */
  private static final long MAX_EXPANDED_NODES = 1_000_000;

  private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");

  private final int maxBytes;

  public YamlReader(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /**
   * Reads a document.
   *
   * @throws Malformed when it is none
   */
  public YamlNode read(byte[] bytes) throws Malformed {
    String text = decode(bytes);
    try {
      return new Reading(new ParserImpl(new StreamReader(text), new LoaderOptions())).document();
    } catch (MarkedYAMLException e) {
      throw at(e.getProblemMark(), e.getProblem());
    } catch (ReaderException e) {
      throw atPosition(text, e.getPosition(), "a character that YAML does not allow");
    } catch (YAMLException e) {
      throw new Malformed(0, 0, oneLine(String.valueOf(e.getMessage())));
    }
  }

  private String decode(byte[] bytes) throws Malformed {
    if (bytes.length > maxBytes) {
      throw new Malformed(0, 0, "the file is longer than " + (maxBytes >> 20) + " MiB");
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new Malformed(0, 0, "the file is no UTF-8 text");
    }
  }

  private static Malformed at(Mark mark, String message) {
    return mark == null
        ? new Malformed(0, 0, oneLine(message))
        : new Malformed(mark.getLine() + 1, mark.getColumn() + 1, oneLine(message));
  }

  private static Malformed atPosition(String text, int position, String message) {
    int end = Math.min(position, text.length());
    int line = 1;
    int begin = 0;
    for (int i = 0; i < end; i++) {
      if (text.charAt(i) == '\n') {
        line++;
        begin = i + 1;
      }
    }
    return new Malformed(line, end - begin + 1, message);
  }

  private static String oneLine(String message) {
    String text = message == null ? "not readable as YAML" : message.strip();
    int newline = text.indexOf('\n');
    return newline < 0 ? text : text.substring(0, newline).strip();
  }

  /** One pass over the events of a document. */
  private static final class Reading {

    private final ParserImpl parser;
    private final Map<String, YamlNode> anchors = new HashMap<>();
    private final IdentityHashMap<YamlNode, Long> expanded = new IdentityHashMap<>();
    private long total;

    Reading(ParserImpl parser) {
      this.parser = parser;
    }

    YamlNode document() throws Malformed {
      parser.getEvent();
      if (parser.checkEvent(Event.ID.StreamEnd)) {
        throw new Malformed(1, 1, "the file is empty");
      }
      parser.getEvent();
      YamlNode root = node(parser.getEvent(), 0);
      parser.getEvent();
      if (!parser.checkEvent(Event.ID.StreamEnd)) {
        throw malformed(
            parser.peekEvent(), "a second document begins here; a registry is one document");
      }
      return root;
    }

    private YamlNode node(Event event, int depth) throws Malformed {
      if (depth > MAX_DEPTH) {
        throw malformed(event, "this is nested deeper than " + MAX_DEPTH + " levels");
      }
      if (event instanceof AliasEvent alias) {
        return target(alias);
      }
      YamlNode node =
          switch (event.getEventId()) {
            case MappingStart -> mapping(event, depth);
            case SequenceStart -> sequence(event, depth);
            case Scalar -> scalar((ScalarEvent) event);
            default -> throw malformed(event, "a value is expected here");
          };
      if (event instanceof NodeEvent named && named.getAnchor() != null) {
        anchors.put(named.getAnchor(), node);
      }
      count(node, 1);
      return node;
    }

    private YamlNode target(AliasEvent alias) throws Malformed {
      YamlNode target = anchors.get(alias.getAnchor());
      if (target == null) {
        throw malformed(alias, "the alias *" + alias.getAnchor() + " has no anchor before it");
      }
      total += expanded.getOrDefault(target, 1L);
      if (total > MAX_EXPANDED_NODES) {
        throw malformed(
            alias,
            "aliases stand for more than " + MAX_EXPANDED_NODES + " values here: an alias bomb");
      }
      return target;
    }

    private YamlNode mapping(Event start, int depth) throws Malformed {
      long before = total;
      List<YamlNode.Pair> pairs = new ArrayList<>();
      for (Event event = parser.getEvent();
          !event.is(Event.ID.MappingEnd);
          event = parser.getEvent()) {
        if (!(event instanceof ScalarEvent key)) {
          throw malformed(event, "a key must be a plain value, written out");
        }
        YamlNode.Scalar name =
            new YamlNode.Scalar(line(event), column(event), key.getValue(), false);
        if (key.getAnchor() != null) {
          anchors.put(key.getAnchor(), name);
        }
        pairs.add(new YamlNode.Pair(name, node(parser.getEvent(), depth + 1)));
      }
      YamlNode.Mapping mapping =
          new YamlNode.Mapping(line(start), column(start), List.copyOf(pairs));
      count(mapping, total - before);
      return mapping;
    }

    private YamlNode sequence(Event start, int depth) throws Malformed {
      long before = total;
      List<YamlNode> items = new ArrayList<>();
      for (Event event = parser.getEvent();
          !event.is(Event.ID.SequenceEnd);
          event = parser.getEvent()) {
        items.add(node(event, depth + 1));
      }
      YamlNode.Sequence sequence =
          new YamlNode.Sequence(line(start), column(start), List.copyOf(items));
      count(sequence, total - before);
      return sequence;
    }

    private static YamlNode scalar(ScalarEvent event) {
      boolean isNull =
          event.getScalarStyle() == ScalarStyle.PLAIN
              && event.getTag() == null
              && NULLS.contains(event.getValue());
      return new YamlNode.Scalar(
          line(event), column(event), isNull ? "" : event.getValue(), isNull);
    }

    private void count(YamlNode node, long below) {
      if (expanded.putIfAbsent(node, below + 1) == null) {
        total++;
      }
    }

    private static Malformed malformed(Event event, String message) {
      return at(event.getStartMark(), message);
    }

    private static int line(Event event) {
      return event.getStartMark().getLine() + 1;
    }

    private static int column(Event event) {
      return event.getStartMark().getColumn() + 1;
    }
  }

  /** The text is no YAML document. */
  public static final class Malformed extends IOException {

    private static final long serialVersionUID = 1L;

    private final int line;
    private final int column;

    Malformed(int line, int column, String message) {
      super(message);
      this.line = line;
      this.column = column;
    }

    public int line() {
      return line;
    }

    int column() {
      return column;
    }
  }
}
